INSERT INTO orders (id, customer_id, status, quantity) VALUES ($1, 3, 'paid', 7);
INSERT INTO shipments (id, order_id) VALUES ($1, $1);
SELECT sent_at FROM shipments WHERE id = $1;
