CREATE TABLE order_notes (
  order_id bigint PRIMARY KEY REFERENCES orders ON DELETE CASCADE,
  note varchar(50)
);

INSERT INTO order_notes (order_id, note) SELECT id, note FROM orders;
ALTER TABLE orders DROP COLUMN note;
