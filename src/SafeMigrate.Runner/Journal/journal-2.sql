-- Version 2: several workers fill one table, what they do can be changed while they run, and rows that no conversion takes are kept track of.

-- Why no batch begins right now, in words; NULL while they run.
ALTER TABLE safemigrate.backfill ADD COLUMN waits_for text;

-- One stretch of blocks in the pass that runs; only one worker at a time has it. Rows of finished passes are in backfill.rows.
CREATE TABLE safemigrate.backfill_range (
    change bigint NOT NULL,
    phase text NOT NULL,
    ordinal integer NOT NULL,
    relation text NOT NULL,
    first_block bigint NOT NULL,
    end_block bigint NOT NULL,
    next_block bigint NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (change, phase, ordinal, relation, first_block),
    FOREIGN KEY (change, phase, ordinal, relation) REFERENCES safemigrate.backfill ON DELETE CASCADE
) WITH (fillfactor = 50);

-- Rows that were kept as they are, by the pass that runs or ran last.
CREATE TABLE safemigrate.rejected_row (
    change bigint NOT NULL,
    phase text NOT NULL,
    ordinal integer NOT NULL,
    relation text NOT NULL,
    row_key text NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (change, phase, ordinal, relation, row_key),
    FOREIGN KEY (change, phase, ordinal, relation) REFERENCES safemigrate.backfill ON DELETE CASCADE
);

-- Settings by name, which go before those of the configuration. Each batch reads them.
CREATE TABLE safemigrate.throttle (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    settings jsonb NOT NULL,
    changed_by text NOT NULL DEFAULT session_user,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

UPDATE safemigrate.meta SET version = 2;
