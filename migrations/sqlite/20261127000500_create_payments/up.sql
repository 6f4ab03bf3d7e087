CREATE TABLE payments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    provider TEXT NOT NULL CHECK (provider <> ''),
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'reversed', 'cancelled')),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    -- The provider's own name of the payment.
    reference TEXT,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    CHECK (state NOT IN ('paid', 'reversed') OR settled_at IS NOT NULL)
);
CREATE INDEX payments_order ON payments (order_id, id);
-- An order waits for one payment at most, and is paid once.
CREATE UNIQUE INDEX payments_one_open ON payments (order_id) WHERE state = 'open';
CREATE UNIQUE INDEX payments_one_paid ON payments (order_id) WHERE state = 'paid';
