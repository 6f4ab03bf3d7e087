CREATE TABLE liked_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_type TEXT NOT NULL CHECK (content_type <> ''),
    object_id BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (user_id, content_type, object_id)
);
CREATE INDEX liked_items_object ON liked_items (content_type, object_id);

CREATE TABLE wish_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    added_at TIMESTAMP NOT NULL,
    UNIQUE (user_id, product_id)
);
CREATE INDEX wish_items_product ON wish_items (product_id);

CREATE TABLE viewed_items (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    viewed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (user_id, product_id)
);
CREATE INDEX viewed_items_recent ON viewed_items (user_id, viewed_at);
CREATE INDEX viewed_items_product ON viewed_items (product_id);

-- Derived: how many users like it.
ALTER TABLE products ADD COLUMN like_count INTEGER NOT NULL DEFAULT 0 CHECK (like_count >= 0);
