CREATE TABLE promotions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 255),
    kind TEXT NOT NULL DEFAULT 'percentage' CHECK (kind IN ('percentage', 'amount', 'free_shipping')),
    -- Hundredths of a percent for 'percentage', minor units for 'amount'.
    discount BIGINT NOT NULL CHECK (discount >= 0) CHECK (kind <> 'percentage' OR discount <= 10000),
    -- With a code it applies only to carts that carry the code.
    code TEXT UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    usage_limit INTEGER CHECK (usage_limit >= 0),
    usage_limit_per_customer INTEGER CHECK (usage_limit_per_customer >= 0),
    minimum_total BIGINT CHECK (minimum_total >= 0),
    CHECK (starts_at IS NULL OR ends_at IS NULL OR starts_at <= ends_at)
);

CREATE TABLE promotion_products (
    promotion_id BIGINT NOT NULL REFERENCES promotions (id) ON DELETE CASCADE,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    PRIMARY KEY (promotion_id, product_id)
);
CREATE INDEX promotion_products_product ON promotion_products (product_id);
