-- The log's table without its rules: the same columns and indexes, positions from a sequence, no triggers.
CREATE SCHEMA limits;
CREATE TABLE limits.events (LIKE log.events INCLUDING ALL);
CREATE SEQUENCE limits.positions CACHE 1;
