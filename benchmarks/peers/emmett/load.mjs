// So many writers appending through Emmett, each event to a fresh stream; job and figures as JSON, as for ours.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import { STREAM_DOES_NOT_EXIST } from '@event-driven-io/emmett';
import pg from 'pg';

const job = JSON.parse(readFileSync(0, 'utf8'));
const url = new URL(job.url.replace('@/', '@localhost/'));
const pool = new pg.Pool({
  host: url.searchParams.get('host'),
  user: url.username,
  password: url.password,
  database: url.pathname.slice(1),
  max: job.writers,
});
const store = getPostgreSQLEventStore(job.url, { connectionOptions: { pool } });
await store.schema.migrate();

const event = { type: job.type, data: JSON.parse(job.data), metadata: JSON.parse(job.metadata) };
let counted = 0;
let running = true;
async function write() {
  while (running) {
    await store.appendToStream(`posting-${randomUUID()}`, [event], { expectedStreamVersion: STREAM_DOES_NOT_EXIST });
    counted += 1;
  }
}

const writers = Array.from({ length: job.writers }, write);
await new Promise((resolve) => setTimeout(resolve, 500)); // warm up, as long as ours
counted = 0;
const begun = performance.now();
await new Promise((resolve) => setTimeout(resolve, job.seconds * 1000));
const per_second = counted / ((performance.now() - begun) / 1000);
running = false;
await Promise.all(writers);
process.stdout.write(JSON.stringify({ per_second }));
process.exit(0); // its pools need not be asked one by one
