INSERT INTO orders (id, status, quantity) VALUES ($1, 'paid', 7);
UPDATE orders SET quantity = quantity + 1 WHERE id = $1;
SELECT quantity::bigint FROM orders WHERE id = $1;
