CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- For people to read out: random, so that it tells nothing about how many orders there are.
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 32),
    -- A random UUID: knowing it is the right to see the order.
    token TEXT NOT NULL UNIQUE,
    customer_id BIGINT REFERENCES customers (id),
    email TEXT NOT NULL CHECK (length(email) <= 254),
    -- Lower case, for comparing.
    email_key TEXT NOT NULL,
    payment_status TEXT NOT NULL DEFAULT 'P' CHECK (payment_status IN ('P', 'C', 'F')),
    fulfilment_status TEXT NOT NULL DEFAULT 'unfulfilled'
        CHECK (fulfilment_status IN ('unfulfilled', 'partly_shipped', 'shipped', 'delivered', 'returned')),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    -- Lines after promotions, before the code.
    subtotal BIGINT NOT NULL CHECK (subtotal >= 0),
    -- What the code takes off the lines.
    discount BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0 AND discount <= subtotal),
    shipping_price BIGINT NOT NULL DEFAULT 0 CHECK (shipping_price >= 0),
    -- Of lines and shipping; inside the prices or on top of them.
    tax BIGINT NOT NULL DEFAULT 0 CHECK (tax >= 0),
    total BIGINT NOT NULL CHECK (total >= 0),
    -- A decimal: 0.10 is ten percent.
    tax_rate TEXT NOT NULL DEFAULT '0',
    prices_include_tax BOOLEAN NOT NULL DEFAULT FALSE CHECK (prices_include_tax IN (0, 1)),
    -- Name at the time.
    shipping_method TEXT NOT NULL DEFAULT '',
    payment_method TEXT NOT NULL DEFAULT 'invoice',
    code TEXT,
    -- Why the total is what it is: a list of words and amounts, JSON.
    why TEXT NOT NULL DEFAULT '[]',
    placed_at TIMESTAMP NOT NULL,
    cancelled_at TIMESTAMP,
    delivered_at TIMESTAMP,
    -- The customer declared the withdrawal from the contract.
    withdrawn_at TIMESTAMP
);
CREATE INDEX orders_customer ON orders (customer_id, placed_at);
CREATE INDEX orders_email ON orders (email_key);
CREATE INDEX orders_placed ON orders (placed_at, id);
CREATE INDEX orders_payment_status ON orders (payment_status, placed_at, id);

CREATE TABLE order_addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('shipping', 'billing')),
    name TEXT NOT NULL CHECK (length(name) <= 255),
    street TEXT NOT NULL CHECK (length(street) <= 255),
    line2 TEXT NOT NULL DEFAULT '' CHECK (length(line2) <= 255),
    city TEXT NOT NULL CHECK (length(city) <= 255),
    zip TEXT NOT NULL DEFAULT '' CHECK (length(zip) <= 32),
    region TEXT NOT NULL DEFAULT '' CHECK (length(region) <= 255),
    country TEXT NOT NULL DEFAULT '' CHECK (length(country) IN (0, 2)),
    UNIQUE (order_id, kind)
);

CREATE TABLE order_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products (id),
    variant_id BIGINT REFERENCES product_variants (id) ON DELETE SET NULL,
    -- Copies: what was sold does not change when the product does.
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
    variant_label TEXT NOT NULL DEFAULT '',
    sku TEXT NOT NULL DEFAULT '',
    quantity INTEGER NOT NULL CHECK (quantity >= 1),
    -- Of one unit, before and after promotions.
    list_price BIGINT NOT NULL CHECK (list_price >= 0),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    -- This line's part of the code's discount.
    discount BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0 AND discount <= unit_price * quantity),
    tax BIGINT NOT NULL DEFAULT 0 CHECK (tax >= 0),
    -- What is paid for the line, with tax.
    total BIGINT NOT NULL CHECK (total >= 0),
    -- Units taken out of stock, which cancelling gives back: fewer than ordered on back-order.
    stock_taken INTEGER NOT NULL DEFAULT 0 CHECK (stock_taken >= 0),
    -- Why this price: a list of words and amounts, JSON.
    why TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX order_items_order ON order_items (order_id, id);
CREATE INDEX order_items_product ON order_items (product_id);
CREATE INDEX order_items_variant ON order_items (variant_id) WHERE variant_id IS NOT NULL;

CREATE TABLE order_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind <> ''),
    -- For people; may be empty when the kind says it all.
    message TEXT NOT NULL DEFAULT '',
    -- Who did it, as it was called then.
    actor TEXT NOT NULL DEFAULT '',
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX order_events_order ON order_events (order_id, id);
CREATE INDEX order_events_user ON order_events (user_id) WHERE user_id IS NOT NULL;

-- Which order used which code; cancelling an order takes its row away.
CREATE TABLE promotion_uses (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    promotion_id BIGINT NOT NULL REFERENCES promotions (id) ON DELETE CASCADE,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    -- The normalised e-mail address of the order.
    customer_key TEXT NOT NULL,
    customer_id BIGINT REFERENCES customers (id) ON DELETE SET NULL,
    used_at TIMESTAMP NOT NULL,
    UNIQUE (promotion_id, order_id)
);
CREATE INDEX promotion_uses_customer ON promotion_uses (promotion_id, customer_key);
CREATE INDEX promotion_uses_order ON promotion_uses (order_id);
CREATE INDEX promotion_uses_account ON promotion_uses (customer_id) WHERE customer_id IS NOT NULL;
