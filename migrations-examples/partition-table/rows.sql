INSERT INTO customers SELECT n, 'customer ' || n FROM generate_series(1, 20) n;
INSERT INTO orders SELECT n, 1 + n % 20, 'new', 1 + n % 90, 'note ' || n FROM generate_series(1, 2000) n;
