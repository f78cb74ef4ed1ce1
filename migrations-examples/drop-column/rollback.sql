UPDATE orders SET quantity = 0 WHERE quantity IS NULL;
