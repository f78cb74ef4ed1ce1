CREATE TABLE shipments (
  id bigint PRIMARY KEY,
  order_id bigint NOT NULL CONSTRAINT shipments_order_id_fkey REFERENCES orders (id),
  sent_at timestamptz
);
