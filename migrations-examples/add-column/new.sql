INSERT INTO orders (id, status, quantity, carrier) VALUES ($1, 'paid', 7, 'ship');
UPDATE orders SET carrier = 'rail' WHERE id = $1;
SELECT carrier FROM orders WHERE id = $1;
