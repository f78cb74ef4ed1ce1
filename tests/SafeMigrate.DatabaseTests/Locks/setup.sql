CREATE TABLE parent (id bigint PRIMARY KEY, code text NOT NULL UNIQUE, n integer);
CREATE TABLE second_parent (id bigint PRIMARY KEY);
CREATE TABLE child (
    id bigint PRIMARY KEY,
    parent_id bigint CONSTRAINT child_parent_fk REFERENCES parent (id),
    code text,
    other_id bigint
);
CREATE TABLE t (
    id bigint PRIMARY KEY,
    i integer,
    small smallint,
    s varchar(50),
    txt text,
    num numeric(10,2),
    ts timestamp,
    ts3 timestamp(3),
    tz timestamptz,
    iv interval second(3),
    j json,
    jb jsonb,
    c char(3),
    arr varchar(10)[],
    b bit(3),
    vb bit varying(5),
    x xml,
    net cidr,
    plain integer,
    nn integer NOT NULL DEFAULT 1,
    chk varchar(10) CONSTRAINT t_chk CHECK (chk <> ''),
    proved integer CONSTRAINT t_proved CHECK (proved IS NOT NULL),
    doubted integer,
    gen integer GENERATED ALWAYS AS (nn * 2) STORED,
    parent_id bigint,
    u integer
);
CREATE INDEX t_s ON t (s);
CREATE INDEX t_txt ON t (txt);
CREATE INDEX t_ts ON t (ts);
CREATE UNIQUE INDEX t_nn ON t (nn);
CREATE UNIQUE INDEX t_u ON t (u);
CREATE INDEX t_i_partial ON t (i) WHERE i > 0;
ALTER TABLE t ADD CONSTRAINT t_doubted CHECK (doubted IS NOT NULL) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_positive CHECK (plain >= 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_parent_fk FOREIGN KEY (parent_id) REFERENCES parent (id) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_id_u UNIQUE (id, u);
INSERT INTO parent VALUES (1, 'a', 1);
INSERT INTO second_parent VALUES (1);
INSERT INTO child VALUES (1, 1, 'a', 1);
INSERT INTO t (id, proved, doubted, chk, nn, parent_id) VALUES (1, 1, 1, 'x', 1, 1);
CREATE TABLE e (id bigint, a integer, b text);
CREATE UNLOGGED TABLE unlogged (id bigint);
CREATE TABLE p (day date NOT NULL, id bigint, note varchar(20)) PARTITION BY RANGE (day);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE pd PARTITION OF p DEFAULT;
CREATE INDEX p_id ON p (id);
ALTER TABLE p ADD CONSTRAINT p_check CHECK (id > 0) NOT VALID;
CREATE TABLE q (day date NOT NULL, id bigint) PARTITION BY RANGE (day);
CREATE TABLE q1 PARTITION OF q FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE INDEX q_only ON ONLY q (id);
CREATE INDEX q1_id ON q1 (id);
CREATE TABLE candidate (day date NOT NULL, id bigint);
CREATE TABLE checked_candidate (
    day date NOT NULL,
    id bigint,
    CONSTRAINT in_2026 CHECK (day >= '2026-01-01' AND day < '2027-01-01')
);
CREATE TABLE pk (day date NOT NULL, parent_id bigint CONSTRAINT pk_parent_fk REFERENCES parent (id)) PARTITION BY RANGE (day);
CREATE TABLE pk1 PARTITION OF pk FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE base (id bigint);
CREATE TABLE heir (id bigint);
CREATE VIEW seen AS SELECT id, i FROM t;
CREATE MATERIALIZED VIEW totals AS SELECT id, i FROM t;
CREATE UNIQUE INDEX totals_id ON totals (id);
CREATE SEQUENCE numbers;
CREATE DOMAIN strict AS integer CHECK (VALUE > 0);
CREATE DOMAIN loose AS integer;
CREATE TABLE du (a strict, b loose);
ALTER DOMAIN strict ADD CONSTRAINT strict_later CHECK (VALUE < 1000) NOT VALID;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TYPE pair AS (a integer, b text);
CREATE FUNCTION trigger_function() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION made_up() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT (random() * 10)::integer $$;
CREATE TRIGGER t_trigger BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trigger_function();
CREATE TRIGGER p_trigger AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION trigger_function();
CREATE RULE t_rule AS ON DELETE TO e DO INSTEAD NOTHING;
CREATE POLICY t_policy ON t USING (true);
CREATE TABLE referenced (id bigint PRIMARY KEY, a integer UNIQUE);
CREATE TABLE referencing (id bigint PRIMARY KEY, a integer CONSTRAINT referencing_fk REFERENCES referenced (a));
