INSERT INTO orders (id, customer_id, status, quantity) VALUES ($1, 4, 'paid', 7);
SELECT count(*) FROM orders WHERE customer_id = 4;
