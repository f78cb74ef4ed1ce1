INSERT INTO orders (id, customer_id, status, quantity) VALUES ($1, 3, 'paid', 7);
INSERT INTO order_notes (order_id, note) VALUES ($1, 'old');
UPDATE order_notes SET note = note || '!' WHERE order_id = $1;
SELECT o.id, o.status, n.note FROM orders o LEFT JOIN order_notes n ON n.order_id = o.id WHERE o.id = $1;
