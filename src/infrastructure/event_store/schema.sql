-- The log: one append-only table of events, written by one function. Can be run again; the owner runs it.

CREATE SCHEMA IF NOT EXISTS log;

-- originator_id, originator_version, notification_id: what the `eventsourcing` library calls stream, version, position.
-- state and metadata are UTF-8 JSON, kept byte for byte: proofs are made over them.
CREATE TABLE IF NOT EXISTS log.events (
    notification_id    bigint      NOT NULL,
    originator_version bigint      NOT NULL CHECK (originator_version >= 0),
    recorded_at        timestamptz NOT NULL,
    originator_id      uuid        NOT NULL,
    event_id           uuid        NOT NULL,
    command_id         uuid        NOT NULL,
    command_index      integer     NOT NULL, -- 0, 1, … within the append
    topic              text        NOT NULL,
    state              bytea       NOT NULL,
    metadata           bytea       NOT NULL,
    fingerprint        bytea, -- what was asked under command_id; in the append's first row
    CONSTRAINT events_position PRIMARY KEY (notification_id),
    CONSTRAINT events_version UNIQUE (originator_id, originator_version),
    CONSTRAINT events_command UNIQUE (command_id, command_index)
);

CREATE TABLE IF NOT EXISTS log.documents (
    sha256  bytea PRIMARY KEY,
    content bytea NOT NULL
);

-- A position names one event only together with the epoch it was written in: the last one begun before it.
CREATE TABLE IF NOT EXISTS log.epochs (
    number      integer     PRIMARY KEY, -- 1, 2, 3, …
    epoch       uuid        NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    begun_after bigint      NOT NULL, -- the log's last position when it began
    reason      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO log.epochs (number, begun_after, reason)
SELECT 1, 0, 'the log was created' WHERE NOT EXISTS (SELECT FROM log.epochs);

-- How far a relay has published; it moves by compare-and-set.
CREATE TABLE IF NOT EXISTS log.relay_checkpoints (
    name     text   PRIMARY KEY,
    epoch    uuid   NOT NULL,
    position bigint NOT NULL,
    event_id uuid
);

CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only: % refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.documents
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log.epochs
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
-- ALWAYS: also under session_replication_role = replica.
ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log.documents ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE log.epochs ENABLE ALWAYS TRIGGER append_only;

-- Writes the events of many appends, each wholly or not at all. An append is named by its number, from 1.
-- conditions: the stream that an append read or writes, and the version it must stand at (0: it must not exist).
-- base: the position before the first event written; they follow in the order given, without a gap.
-- failed: the appends that had a condition that does not hold, once for each; nothing of theirs was written.
-- Generic plans: one made for these very arrays would be made anew for the next ones. They outlive the table that they
-- were made for: without enable_seqscan = off, one made while it held a page would read all of it once it is large.
CREATE OR REPLACE FUNCTION log.append(
    condition_appends integer[], condition_streams uuid[], condition_versions bigint[],
    event_appends integer[], event_streams uuid[], event_versions bigint[], event_topics text[],
    event_states bytea[], event_metadata bytea[], event_ids uuid[],
    event_commands uuid[], event_indexes integer[], event_fingerprints bytea[],
    document_appends integer[], document_contents bytea[],
    OUT base bigint, OUT failed integer[]
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    last_recorded timestamptz;
    ignored       text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'log.append sees what others committed only in READ COMMITTED'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- The lock is held until the transaction ends: one who calls this inside a transaction and then thinks is cut off.
    ignored := set_config('idle_in_transaction_session_timeout', '1s', true); -- PERFORM would run a query for it
    PERFORM pg_advisory_xact_lock(x'6c6f67'::integer, 1);

    IF condition_appends[array_upper(condition_appends, 1)] > 1 THEN -- apart from the query, so that one append pays none
        IF EXISTS (
            SELECT FROM (
                SELECT append, stream, false AS written
                FROM unnest(condition_appends, condition_streams) AS c (append, stream)
                UNION ALL
                SELECT append, stream, true FROM unnest(event_appends, event_streams) AS e (append, stream)
            ) AS touched
            GROUP BY stream
            HAVING min(append) <> max(append) AND bool_or(written)
        ) THEN
            RAISE EXCEPTION 'one append writes a stream that another in the same call reads or writes'
                USING ERRCODE = 'cardinality_violation';
        END IF;
    END IF;

    SELECT notification_id, recorded_at INTO base, last_recorded
    FROM log.events ORDER BY notification_id DESC LIMIT 1;
    base := coalesce(base, 0);
    last_recorded := greatest(clock_timestamp(), last_recorded);

    failed := ARRAY(
        SELECT append
        FROM unnest(condition_appends, condition_streams, condition_versions) AS c (append, stream, version)
        WHERE version <> coalesce(
            (SELECT originator_version FROM log.events WHERE originator_id = stream
             ORDER BY originator_version DESC LIMIT 1), 0)
    );

    IF failed = '{}' THEN
        INSERT INTO log.events (
            notification_id, originator_version, recorded_at, originator_id, event_id, command_id, command_index,
            topic, state, metadata, fingerprint)
        SELECT base + number, version, last_recorded, stream, id, command, index, topic, state, metadata, fingerprint
        FROM unnest(event_streams, event_versions, event_topics, event_states, event_metadata, event_ids,
                    event_commands, event_indexes, event_fingerprints)
            WITH ORDINALITY AS e (stream, version, topic, state, metadata, id, command, index, fingerprint, number);
    ELSE
        INSERT INTO log.events (
            notification_id, originator_version, recorded_at, originator_id, event_id, command_id, command_index,
            topic, state, metadata, fingerprint)
        SELECT base + row_number() OVER (ORDER BY number),
               version, last_recorded, stream, id, command, index, topic, state, metadata, fingerprint
        FROM unnest(event_appends, event_streams, event_versions, event_topics, event_states, event_metadata, event_ids,
                    event_commands, event_indexes, event_fingerprints)
            WITH ORDINALITY
            AS e (append, stream, version, topic, state, metadata, id, command, index, fingerprint, number)
        WHERE append <> ALL (failed);
    END IF;

    IF document_appends <> '{}' THEN
        INSERT INTO log.documents (sha256, content)
        SELECT sha256(content), content FROM unnest(document_appends, document_contents) AS d (append, content)
        WHERE append <> ALL (failed)
        ON CONFLICT DO NOTHING;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION log.begin_epoch(reason text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    begun uuid;
BEGIN
    PERFORM pg_catalog.pg_advisory_xact_lock(x'6c6f67'::integer, 1);
    INSERT INTO log.epochs (number, begun_after, reason)
    SELECT (SELECT max(number) + 1 FROM log.epochs),
           coalesce((SELECT max(notification_id) FROM log.events), 0), begin_epoch.reason
    RETURNING epoch INTO begun;
    RETURN begun;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA log FROM PUBLIC;
GRANT USAGE ON SCHEMA log TO rolecall_app;
GRANT SELECT ON ALL TABLES IN SCHEMA log TO rolecall_app;
GRANT INSERT, UPDATE ON log.relay_checkpoints TO rolecall_app;
GRANT EXECUTE ON FUNCTION log.append TO rolecall_app;
