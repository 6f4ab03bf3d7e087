-- How many rows large tables have, so that no list of staff counts a whole table.
-- Kept by triggers, so that whatever writes a row keeps them right.
CREATE TABLE row_counts (
    name TEXT NOT NULL,
    slot INTEGER NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (name, slot)
) WITHOUT ROWID;

INSERT INTO row_counts (name, slot, n) SELECT 'products', 0, count(*) FROM products;
CREATE TRIGGER products_number_insert AFTER INSERT ON products BEGIN
    UPDATE row_counts SET n = n + 1 WHERE name = 'products' AND slot = 0;
END;
CREATE TRIGGER products_number_delete AFTER DELETE ON products BEGIN
    UPDATE row_counts SET n = n - 1 WHERE name = 'products' AND slot = 0;
END;

INSERT INTO row_counts (name, slot, n) SELECT 'orders', 0, count(*) FROM orders;
CREATE TRIGGER orders_number_insert AFTER INSERT ON orders BEGIN
    UPDATE row_counts SET n = n + 1 WHERE name = 'orders' AND slot = 0;
END;
CREATE TRIGGER orders_number_delete AFTER DELETE ON orders BEGIN
    UPDATE row_counts SET n = n - 1 WHERE name = 'orders' AND slot = 0;
END;

INSERT INTO row_counts (name, slot, n) SELECT 'customers', 0, count(*) FROM customers;
CREATE TRIGGER customers_number_insert AFTER INSERT ON customers BEGIN
    UPDATE row_counts SET n = n + 1 WHERE name = 'customers' AND slot = 0;
END;
CREATE TRIGGER customers_number_delete AFTER DELETE ON customers BEGIN
    UPDATE row_counts SET n = n - 1 WHERE name = 'customers' AND slot = 0;
END;

INSERT INTO row_counts (name, slot, n) SELECT 'users', 0, count(*) FROM users;
CREATE TRIGGER users_number_insert AFTER INSERT ON users BEGIN
    UPDATE row_counts SET n = n + 1 WHERE name = 'users' AND slot = 0;
END;
CREATE TRIGGER users_number_delete AFTER DELETE ON users BEGIN
    UPDATE row_counts SET n = n - 1 WHERE name = 'users' AND slot = 0;
END;

INSERT INTO row_counts (name, slot, n) SELECT 'reviews', 0, count(*) FROM reviews;
CREATE TRIGGER reviews_number_insert AFTER INSERT ON reviews BEGIN
    UPDATE row_counts SET n = n + 1 WHERE name = 'reviews' AND slot = 0;
END;
CREATE TRIGGER reviews_number_delete AFTER DELETE ON reviews BEGIN
    UPDATE row_counts SET n = n - 1 WHERE name = 'reviews' AND slot = 0;
END;

INSERT INTO row_counts (name, slot, n) SELECT 'admin_log_entries', 0, count(*) FROM admin_log_entries;
CREATE TRIGGER admin_log_entries_number_insert AFTER INSERT ON admin_log_entries BEGIN
    UPDATE row_counts SET n = n + 1 WHERE name = 'admin_log_entries' AND slot = 0;
END;
CREATE TRIGGER admin_log_entries_number_delete AFTER DELETE ON admin_log_entries BEGIN
    UPDATE row_counts SET n = n - 1 WHERE name = 'admin_log_entries' AND slot = 0;
END;
