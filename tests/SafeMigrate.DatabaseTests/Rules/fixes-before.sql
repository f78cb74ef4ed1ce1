CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint,
    parent_id bigint,
    day_id bigint,
    code text,
    state varchar(50),
    total numeric(10,2),
    "Mixed" varchar(40)
);
CREATE INDEX orders_state ON orders (state);
CREATE INDEX orders_total ON orders (total);
CREATE INDEX "Mixed Case" ON orders ("Mixed");
INSERT INTO customers SELECT generate_series(1, 10);
INSERT INTO orders SELECT n, n, NULL, NULL, 'c' || n, 'open', n, 'm' FROM generate_series(1, 10) n;
CREATE TABLE events (day date NOT NULL, kind text, customer_id bigint) PARTITION BY RANGE (day);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_default PARTITION OF events DEFAULT;
CREATE INDEX events_day ON events (day);
CREATE TABLE days (id bigint PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM (1) TO (1000);
CREATE MATERIALIZED VIEW totals AS SELECT id AS state, count(*) AS sum FROM customers GROUP BY id;
CREATE UNIQUE INDEX totals_state ON totals (state);
CREATE MATERIALIZED VIEW no_key AS SELECT id FROM customers;
CREATE DOMAIN amount AS numeric;
