ALTER TABLE orders ADD COLUMN note varchar(50);
UPDATE orders SET note = n.note FROM order_notes n WHERE n.order_id = orders.id;
DROP TABLE order_notes;
