INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 20) n;
INSERT INTO orders SELECT n, 1 + n % 20, 'new', 1 + n % 90 FROM generate_series(1, 2000) n;
INSERT INTO order_notes SELECT n, 'note ' || n FROM generate_series(1, 1500) n;
