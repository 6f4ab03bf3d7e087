CREATE TABLE carts (
    -- A random UUID: knowing it is the right to the cart.
    id TEXT NOT NULL PRIMARY KEY,
    customer_id BIGINT UNIQUE REFERENCES customers (id) ON DELETE CASCADE,
    -- As the shopper typed it; whether it is worth anything is decided each time.
    code TEXT CHECK (length(code) BETWEEN 1 AND 64),
    -- What the order form of this cart sends: the same in every tab, so that the cart is ordered once.
    checkout_token TEXT NOT NULL UNIQUE,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX carts_updated ON carts (updated_at);

CREATE TABLE cart_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    variant_id BIGINT REFERENCES product_variants (id) ON DELETE CASCADE,
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    -- The price of one unit that the shopper saw when setting the line.
    seen_price BIGINT NOT NULL CHECK (seen_price >= 0),
    added_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX cart_items_once ON cart_items (cart_id, product_id, COALESCE(variant_id, 0));
CREATE INDEX cart_items_product ON cart_items (product_id);
CREATE INDEX cart_items_variant ON cart_items (variant_id) WHERE variant_id IS NOT NULL;

-- What happened to lines that are gone, until the shopper has read it.
CREATE TABLE cart_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    cart_id TEXT NOT NULL REFERENCES carts (id) ON DELETE CASCADE,
    message TEXT NOT NULL CHECK (message <> ''),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX cart_notices_cart ON cart_notices (cart_id);
