-- Version 1 of the journal. A later version adds a file that upgrades; this one is never changed once it is released.
-- IF NOT EXISTS would ask for the right to create schemas also where an administrator has created this one.
DO $$
BEGIN
    IF to_regnamespace('safemigrate') IS NULL THEN
        CREATE SCHEMA safemigrate;
    END IF;
END $$;

COMMENT ON SCHEMA safemigrate IS 'Journal of SafeMigrate: what was changed, how far it is, and how to go back. Do not edit.';

CREATE TABLE safemigrate.meta (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    version integer NOT NULL,
    installed_by text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE safemigrate.migration (
    version text PRIMARY KEY,
    name text NOT NULL,
    fingerprint text NOT NULL,
    is_code boolean NOT NULL,
    ordinal bigint GENERATED ALWAYS AS IDENTITY,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE safemigrate.change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration text NOT NULL REFERENCES safemigrate.migration,
    ordinal integer NOT NULL,
    description text NOT NULL,
    state text NOT NULL,
    plan jsonb NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    UNIQUE (migration, ordinal)
);

-- A row of a transactional step is written by the transaction that does the step, so it is there exactly when the step is done.
-- A step that cannot run in a transaction is written down as an intent first.
CREATE TABLE safemigrate.step (
    change bigint NOT NULL REFERENCES safemigrate.change ON DELETE CASCADE,
    phase text NOT NULL,
    ordinal integer NOT NULL,
    title text NOT NULL,
    done boolean NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    PRIMARY KEY (change, phase, ordinal)
);

CREATE TABLE safemigrate.backfill (
    change bigint NOT NULL REFERENCES safemigrate.change ON DELETE CASCADE,
    phase text NOT NULL,
    ordinal integer NOT NULL,
    relation text NOT NULL,
    pass integer NOT NULL DEFAULT 1,
    next_block bigint NOT NULL DEFAULT 0,
    rows bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    PRIMARY KEY (change, phase, ordinal, relation)
);

-- Which versions of which application were connected before and while a migration was expanded: the old ones.
CREATE TABLE safemigrate.seen (
    migration text NOT NULL REFERENCES safemigrate.migration ON DELETE CASCADE,
    service text NOT NULL,
    version text NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration, service, version)
);

-- The token is a key of its own: a takeover updates it and waits for every transaction that holds FOR KEY SHARE on it; a renewal
-- updates other columns only and waits for nobody.
CREATE TABLE safemigrate.lease (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    token bigint NOT NULL UNIQUE,
    holder text,
    pids integer[] NOT NULL DEFAULT '{}',
    since timestamptz,
    until timestamptz
);

CREATE TABLE safemigrate.audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    database_user text NOT NULL DEFAULT session_user,
    operating_system_user text NOT NULL,
    command text NOT NULL,
    action text NOT NULL,
    detail text NOT NULL
);

-- Ends the transaction of a runner that does not hold the lease any more, and keeps the lease from being taken until it ends.
CREATE FUNCTION safemigrate.fence(held bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM FROM safemigrate.lease WHERE token = held FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease was taken over by another runner' USING ERRCODE = 'SM001';
    END IF;
END $$;

INSERT INTO safemigrate.meta (version, installed_by) VALUES (1, session_user);
INSERT INTO safemigrate.lease (token) VALUES (1);
