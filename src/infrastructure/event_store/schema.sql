-- The log: one append-only table of events, written by one function. Can be run again; the owner runs it.

CREATE SCHEMA IF NOT EXISTS log;

-- originator_id, originator_version, notification_id: what the `eventsourcing` library calls stream, version, position.
-- state and metadata are UTF-8 JSON, kept byte for byte: proofs are made over them.
CREATE TABLE IF NOT EXISTS log.events (
    notification_id    bigint      NOT NULL,
    originator_version bigint      NOT NULL,
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

-- What log.append takes. The fields' order is known to rows.py, too.
DO $$ BEGIN
    IF to_regtype('log.new_event') IS NULL THEN
        CREATE TYPE log.condition AS (command uuid, stream uuid, version bigint, written boolean);
        CREATE TYPE log.new_event AS (
            stream uuid, version bigint, id uuid, command uuid, index integer, fingerprint bytea,
            topic text, metadata bytea, state bytea);
        CREATE TYPE log.new_document AS (command uuid, content bytea);
    END IF;
END $$;

-- What these commands came to: the primary stream's last version and the append's last position. None for one that
-- never took effect. Plain SQL without settings of its own: it becomes a part of the query that asks it.
CREATE OR REPLACE FUNCTION log.outcomes(commands uuid[])
RETURNS TABLE (command uuid, fingerprint bytea, stream uuid, version bigint, "position" bigint)
LANGUAGE sql STABLE AS $$
    SELECT first.command_id, first.fingerprint, first.originator_id, last.version, last."position"
    FROM log.events AS first -- the primary stream's events come first
    CROSS JOIN LATERAL (
        SELECT max(originator_version) FILTER (WHERE originator_id = first.originator_id) AS version,
               max(notification_id) AS "position"
        FROM log.events AS of_it WHERE of_it.command_id = first.command_id
    ) AS last
    WHERE first.command_id = ANY (commands) AND first.command_index = 0
$$;

-- A former log.append, of other arguments or with another answer, would stand in this one's way or beside it.
DO $$
DECLARE
    former regprocedure;
BEGIN
    FOR former IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'log'::regnamespace AND proname = 'append' AND pg_get_function_arguments(oid) <>
            'assumed_epoch uuid, conditions log.condition[], events log.new_event[], documents log.new_document[], '
            'OUT base bigint, OUT failed uuid[], OUT outcomes json'
    LOOP
        EXECUTE 'DROP FUNCTION ' || former;
    END LOOP;
END $$;

-- Writes the events of many appends, each wholly or not at all. An append is named by its command.
-- assumed_epoch: where the log is in another one, nothing is written and base is null.
-- conditions: the stream that an append writes or only reads, and the version it must stand at (0: it must not exist).
-- base: the position before the first event written; they follow in the order given, without a gap.
-- failed: the appends that had a condition that does not hold, once for each; nothing of theirs was written.
-- outcomes: [command, fingerprint, stream, version, position] of those among them that had taken effect before.
-- Asked for here, and not by whoever hears of the failure: a query for each retry and conflict halved the throughput.
-- Rows, not an array for each column: a third of the time of a small call went into opening the columns' arrays.
-- Generic plans: one made for these very arrays would be made anew for the next ones. They outlive the table that they
-- were made for: without enable_seqscan = off, one made while it held a page would read all of it once it is large.
CREATE OR REPLACE FUNCTION log.append(
    assumed_epoch uuid, conditions log.condition[], events log.new_event[], documents log.new_document[],
    OUT base bigint, OUT failed uuid[], OUT outcomes json
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    current_epoch uuid;
    last_recorded timestamptz;
    ignored       text;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'log.append sees what others committed only in READ COMMITTED'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;

    -- The lock is held until the transaction ends: one who calls this inside a transaction and then thinks is cut off.
    -- Expressions: PERFORM would run a query for each.
    ignored := set_config('idle_in_transaction_session_timeout', '1s', true);
    IF pg_advisory_xact_lock(x'6c6f67'::integer, 1) IS NULL THEN END IF;

    IF cardinality(conditions) > 1 THEN -- apart from the query, so that one append pays none
        IF EXISTS (
            SELECT FROM unnest(conditions) AS c GROUP BY stream HAVING count(*) > 1 AND bool_or(written)
        ) THEN
            RAISE EXCEPTION 'one append writes a stream that another in the same call reads or writes'
                USING ERRCODE = 'cardinality_violation';
        END IF;
    END IF;

    SELECT epoch, coalesce(notification_id, 0), greatest(clock_timestamp(), recorded_at)
    INTO current_epoch, base, last_recorded
    FROM (SELECT epoch FROM log.epochs ORDER BY number DESC LIMIT 1) AS last_epoch
    LEFT JOIN (
        SELECT notification_id, recorded_at FROM log.events ORDER BY notification_id DESC LIMIT 1
    ) AS last_event ON true;
    IF current_epoch <> assumed_epoch THEN
        base := NULL;
        RETURN;
    END IF;

    failed := ARRAY(
        SELECT command FROM unnest(conditions) AS c
        WHERE version <> coalesce( -- with a lower bound: an index page is read as far as it fits, not its last entry alone
            (SELECT originator_version FROM log.events WHERE originator_id = stream AND originator_version >= version
             ORDER BY originator_version DESC LIMIT 1), 0)
    );

    IF failed = '{}' THEN
        INSERT INTO log.events (
            notification_id, originator_version, recorded_at, originator_id, event_id, command_id, command_index,
            topic, state, metadata, fingerprint)
        SELECT base + number, version, last_recorded, stream, id, command, index, topic, state, metadata, fingerprint
        FROM unnest(events) WITH ORDINALITY
            AS e (stream, version, id, command, index, fingerprint, topic, metadata, state, number);
    ELSE
        INSERT INTO log.events (
            notification_id, originator_version, recorded_at, originator_id, event_id, command_id, command_index,
            topic, state, metadata, fingerprint)
        SELECT base + row_number() OVER (ORDER BY number),
               version, last_recorded, stream, id, command, index, topic, state, metadata, fingerprint
        FROM unnest(events) WITH ORDINALITY
            AS e (stream, version, id, command, index, fingerprint, topic, metadata, state, number)
        WHERE command <> ALL (failed);
        outcomes := (
            SELECT json_agg(json_build_array(command, encode(fingerprint, 'hex'), stream, version, "position"))
            FROM log.outcomes(failed)
        );
    END IF;

    IF cardinality(documents) > 0 THEN
        INSERT INTO log.documents (sha256, content)
        SELECT sha256(content), content FROM unnest(documents) AS d
        WHERE command <> ALL (failed)
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
GRANT EXECUTE ON FUNCTION log.outcomes, log.append TO rolecall_app;
