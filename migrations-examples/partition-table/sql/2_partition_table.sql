CREATE TABLE orders_new (
  id bigint,
  customer_id bigint,
  status text NOT NULL,
  quantity integer NOT NULL,
  note varchar(50),
  PRIMARY KEY (id)
) PARTITION BY RANGE (id);

CREATE TABLE orders_low PARTITION OF orders_new FOR VALUES FROM (MINVALUE) TO (1000);
CREATE TABLE orders_rest PARTITION OF orders_new DEFAULT;
CREATE INDEX ON orders_new (status);

INSERT INTO orders_new SELECT * FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
