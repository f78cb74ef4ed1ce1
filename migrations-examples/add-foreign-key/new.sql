INSERT INTO orders (id, customer_id, status, quantity) VALUES ($1, 4, 'paid', 7);
UPDATE orders SET customer_id = 5 WHERE id = $1;
SELECT customer_id FROM orders WHERE id = $1;
