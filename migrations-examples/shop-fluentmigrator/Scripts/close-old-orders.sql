UPDATE orders SET status = 'closed' WHERE shipped;
