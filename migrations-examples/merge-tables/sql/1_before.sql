CREATE TABLE customers (
  id bigint PRIMARY KEY,
  name varchar(100) NOT NULL
);

CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id bigint,
  status text NOT NULL,
  quantity integer NOT NULL
);

CREATE TABLE order_notes (
  order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE,
  note varchar(50)
);

CREATE INDEX orders_status ON orders (status);
