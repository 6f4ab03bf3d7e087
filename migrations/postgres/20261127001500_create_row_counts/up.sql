-- How many rows large tables have, so that no list of staff counts a whole table.
-- Kept by triggers, so that whatever writes a row keeps them right.
-- A number is the sum of sixteen slots, of which a connection changes its own: two that insert at the
-- same time rarely wait for each other.
CREATE TABLE row_counts (
    name TEXT NOT NULL,
    slot INTEGER NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (name, slot)
);

CREATE FUNCTION count_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved BIGINT;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT count(*) INTO moved FROM new_rows;
    ELSE
        SELECT -count(*) INTO moved FROM old_rows;
    END IF;
    IF moved <> 0 THEN
        INSERT INTO row_counts AS kept (name, slot, n) VALUES (TG_TABLE_NAME, pg_backend_pid() % 16, moved)
            ON CONFLICT (name, slot) DO UPDATE SET n = kept.n + excluded.n;
    END IF;
    RETURN NULL;
END $$;

INSERT INTO row_counts (name, slot, n) SELECT 'products', 0, count(*) FROM products;
CREATE TRIGGER products_number_insert AFTER INSERT ON products
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER products_number_delete AFTER DELETE ON products
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();

INSERT INTO row_counts (name, slot, n) SELECT 'orders', 0, count(*) FROM orders;
CREATE TRIGGER orders_number_insert AFTER INSERT ON orders
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER orders_number_delete AFTER DELETE ON orders
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();

INSERT INTO row_counts (name, slot, n) SELECT 'customers', 0, count(*) FROM customers;
CREATE TRIGGER customers_number_insert AFTER INSERT ON customers
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER customers_number_delete AFTER DELETE ON customers
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();

INSERT INTO row_counts (name, slot, n) SELECT 'users', 0, count(*) FROM users;
CREATE TRIGGER users_number_insert AFTER INSERT ON users
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER users_number_delete AFTER DELETE ON users
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();

INSERT INTO row_counts (name, slot, n) SELECT 'reviews', 0, count(*) FROM reviews;
CREATE TRIGGER reviews_number_insert AFTER INSERT ON reviews
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER reviews_number_delete AFTER DELETE ON reviews
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();

INSERT INTO row_counts (name, slot, n) SELECT 'admin_log_entries', 0, count(*) FROM admin_log_entries;
CREATE TRIGGER admin_log_entries_number_insert AFTER INSERT ON admin_log_entries
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
CREATE TRIGGER admin_log_entries_number_delete AFTER DELETE ON admin_log_entries
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_rows();
