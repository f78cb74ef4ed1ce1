INSERT INTO orders (id, status, quantity, currency) VALUES ($1, 'paid', 7, 'USD');
UPDATE orders SET currency = 'CHF' WHERE id = $1;
SELECT currency FROM orders WHERE id = $1;
