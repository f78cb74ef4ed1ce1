CREATE INDEX settings_value ON settings (value);
CREATE INDEX orders_status ON orders (status);
