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
CREATE INDEX users_first_name_start ON users ((lower(first_name) COLLATE "C"));
CREATE INDEX users_last_name_start ON users ((lower(last_name) COLLATE "C"));
CREATE INDEX users_username_start ON users ((lower(username) COLLATE "C"));

-- Words of three letters and more anywhere in a title.
CREATE INDEX products_trigrams ON products USING gin (title_key gin_trgm_ops);
