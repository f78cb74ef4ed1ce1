INSERT INTO purchases (id, status, quantity) VALUES ($1, 'paid', 7);
UPDATE purchases SET status = 'sent' WHERE id = $1;
SELECT status FROM purchases WHERE id = $1;
