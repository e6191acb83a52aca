-- Postings as plain CRUD has them, and the audit table that pages on audit triggers show: old row, new row, who, when.
CREATE TABLE postings (
    id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    number          integer     NOT NULL UNIQUE,
    title           text        NOT NULL,
    country         text        NOT NULL,
    locality        text        NOT NULL,
    employment_type text        NOT NULL,
    status          text        NOT NULL,
    pay_minimum     numeric     NOT NULL,
    pay_maximum     numeric     NOT NULL,
    currency        text        NOT NULL,
    version         integer     NOT NULL,
    changed_by      text        NOT NULL,
    changed_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON postings (country, status);

CREATE TABLE audit (
    id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    posting_id uuid        NOT NULL,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    by         text        NOT NULL,
    operation  text        NOT NULL,
    old        jsonb,
    new        jsonb
);
CREATE INDEX ON audit (posting_id, at);

CREATE FUNCTION keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (posting_id, by, operation, old, new)
    VALUES (new.id, new.changed_by, TG_OP, to_jsonb(old), to_jsonb(new));
    RETURN NULL;
END $$;

INSERT INTO postings (number, title, country, locality, employment_type, status, pay_minimum, pay_maximum, currency,
                      version, changed_by)
SELECT n, 'Baker wanted for the night shift, full-time, Hamburg-Altona', 'DE', 'Hamburg', 'FULL_TIME', 'published',
       32000, 38000, 'EUR', 1, 'editor-0042'
FROM generate_series(1, 100000) AS n;

CREATE TRIGGER audit AFTER UPDATE ON postings FOR EACH ROW EXECUTE FUNCTION keep_audit();
ANALYZE postings;
