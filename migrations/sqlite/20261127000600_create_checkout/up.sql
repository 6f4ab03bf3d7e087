CREATE TABLE shipping_methods (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    -- One line for shoppers, such as "2 to 4 working days".
    description TEXT NOT NULL DEFAULT '' CHECK (length(description) <= 255),
    -- Codes of ISO 3166-1 with spaces between them; empty for all countries.
    countries TEXT NOT NULL DEFAULT '',
    price BIGINT NOT NULL DEFAULT 0 CHECK (price >= 0),
    -- Free from this value of the goods on.
    free_from BIGINT CHECK (free_from >= 0),
    position INTEGER NOT NULL DEFAULT 0,
    is_active BOOLEAN NOT NULL DEFAULT TRUE CHECK (is_active IN (0, 1))
);
-- So that any shop can sell.
INSERT INTO shipping_methods (name) VALUES ('Standard');

-- What a shopper has entered so far; gone with the cart.
CREATE TABLE checkouts (
    cart_id TEXT NOT NULL PRIMARY KEY REFERENCES carts (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    shipping_name TEXT NOT NULL,
    shipping_street TEXT NOT NULL,
    shipping_line2 TEXT NOT NULL DEFAULT '',
    shipping_city TEXT NOT NULL,
    shipping_zip TEXT NOT NULL DEFAULT '',
    shipping_region TEXT NOT NULL DEFAULT '',
    shipping_country TEXT NOT NULL,
    billing_differs BOOLEAN NOT NULL DEFAULT FALSE CHECK (billing_differs IN (0, 1)),
    billing_name TEXT NOT NULL DEFAULT '',
    billing_street TEXT NOT NULL DEFAULT '',
    billing_line2 TEXT NOT NULL DEFAULT '',
    billing_city TEXT NOT NULL DEFAULT '',
    billing_zip TEXT NOT NULL DEFAULT '',
    billing_region TEXT NOT NULL DEFAULT '',
    billing_country TEXT NOT NULL DEFAULT '',
    shipping_method_id BIGINT REFERENCES shipping_methods (id) ON DELETE SET NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX checkouts_shipping_method ON checkouts (shipping_method_id) WHERE shipping_method_id IS NOT NULL;

-- An order form sent twice finds the order of the first time here.
CREATE TABLE idempotency_keys (
    token TEXT NOT NULL PRIMARY KEY,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX idempotency_keys_order ON idempotency_keys (order_id);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
