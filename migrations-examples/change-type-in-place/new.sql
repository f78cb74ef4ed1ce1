INSERT INTO orders (id, status, quantity, note) VALUES ($1, 'paid', 7, 'short');
UPDATE orders SET note = 'shorter' WHERE id = $1;
SELECT note FROM orders WHERE id = $1;
