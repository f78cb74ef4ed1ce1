INSERT INTO orders (id, status) VALUES ($1, 'paid');
UPDATE orders SET status = 'sent' WHERE id = $1;
SELECT id, customer_id, status, note FROM orders WHERE id = $1;
