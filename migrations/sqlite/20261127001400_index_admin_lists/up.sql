-- What the lists of staff are sorted and filtered by: a column that sorts has (column, id), one that
-- filters has (column, the list's own order, id) unless few rows have the value.
CREATE INDEX products_title_key ON products (title_key, id);
CREATE INDEX products_unit_price ON products (unit_price, id);
CREATE INDEX products_inventory ON products (inventory, id);
CREATE INDEX products_collection_title ON products (collection_id, title_key, id);
DROP INDEX products_collection;
CREATE INDEX products_collection ON products (collection_id, id);
CREATE INDEX collections_title ON collections (title_key, id);
CREATE INDEX orders_total ON orders (total, id);
CREATE INDEX orders_fulfilment_status ON orders (fulfilment_status, placed_at, id);
CREATE INDEX orders_cancelled ON orders (placed_at, id) WHERE cancelled_at IS NOT NULL;
DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (email_key, id);
CREATE INDEX customers_membership ON customers (membership, id);
CREATE INDEX users_name ON users (first_name, last_name, id);
CREATE INDEX users_last_name ON users (last_name, id);
CREATE INDEX users_date_joined ON users (date_joined, id);
CREATE INDEX reviews_date ON reviews (date, id);
CREATE INDEX reviews_rating ON reviews (rating, date, id);
CREATE INDEX admin_log_entries_flag ON admin_log_entries (flag, id);

-- Words at the start of a name or address, without regard to case.
CREATE INDEX users_first_name_start ON users (first_name COLLATE NOCASE);
CREATE INDEX users_last_name_start ON users (last_name COLLATE NOCASE);
CREATE INDEX users_username_start ON users (username COLLATE NOCASE);

-- Words of three letters and more anywhere in a title.
CREATE VIRTUAL TABLE products_trigrams USING fts5 (
    title_key, content = 'products', content_rowid = 'id', tokenize = 'trigram'
);
INSERT INTO products_trigrams (products_trigrams) VALUES ('rebuild');
CREATE TRIGGER products_trigrams_insert AFTER INSERT ON products BEGIN
    INSERT INTO products_trigrams (rowid, title_key) VALUES (NEW.id, NEW.title_key);
END;
CREATE TRIGGER products_trigrams_delete AFTER DELETE ON products BEGIN
    INSERT INTO products_trigrams (products_trigrams, rowid, title_key) VALUES ('delete', OLD.id, OLD.title_key);
END;
CREATE TRIGGER products_trigrams_update AFTER UPDATE OF title_key ON products
    WHEN OLD.title_key <> NEW.title_key BEGIN
    INSERT INTO products_trigrams (products_trigrams, rowid, title_key) VALUES ('delete', OLD.id, OLD.title_key);
    INSERT INTO products_trigrams (rowid, title_key) VALUES (NEW.id, NEW.title_key);
END;
