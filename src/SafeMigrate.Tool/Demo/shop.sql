-- The demo's shop: an application of version 1 knows these tables.
CREATE TABLE customers (
  id bigserial PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer_id bigint NOT NULL,
  status text NOT NULL DEFAULT 'new',
  quantity integer NOT NULL,
  placed_at timestamptz NOT NULL DEFAULT now(),
  note text
);

CREATE INDEX orders_status_placed_at ON orders (status, placed_at);

INSERT INTO customers (name)
SELECT 'customer ' || n FROM generate_series(1, 5000) n;

INSERT INTO orders (customer_id, status, quantity, placed_at, note)
SELECT 1 + n % 5000, (ARRAY['new', 'paid', 'sent'])[1 + n % 3], 1 + n % 90, now() - n * interval '1 minute', repeat('x', 40 + n % 80)
FROM generate_series(1, 250000) n;

VACUUM ANALYZE customers;
VACUUM ANALYZE orders;
