INSERT INTO orders (id, customer_id, status, quantity, note) VALUES ($1, 3, 'paid', 7, 'new');
UPDATE orders SET note = note || '!', quantity = quantity + 1 WHERE id = $1;
SELECT id, customer_id, status, quantity, note FROM orders WHERE id = $1;
