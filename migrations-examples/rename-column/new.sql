INSERT INTO orders (id, state, quantity) VALUES ($1, 'paid', 7);
UPDATE orders SET state = 'sent' WHERE id = $1;
SELECT state FROM orders WHERE id = $1;
