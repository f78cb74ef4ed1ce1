INSERT INTO orders (id, customer_id, status, quantity) VALUES ($1, 4, 'paid', 7);
UPDATE orders SET quantity = 9 WHERE id = $1;
SELECT quantity FROM orders WHERE id = $1;
