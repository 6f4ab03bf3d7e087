DROP TABLE invoice_counters;
DROP TABLE invoices;
DROP TABLE payment_differences;
DROP TABLE payment_events;
DROP TABLE refund_lines;
DROP TABLE refunds;
CREATE TABLE payments_old (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    provider TEXT NOT NULL CHECK (provider <> ''),
    state TEXT NOT NULL CHECK (state IN ('open', 'paid', 'reversed', 'cancelled')),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    reference TEXT,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    CHECK (state NOT IN ('paid', 'reversed') OR settled_at IS NOT NULL)
);
INSERT INTO payments_old (id, order_id, provider, state, amount, currency, reference, created_at, settled_at)
    SELECT id, order_id, provider, CASE state WHEN 'settling' THEN 'open' WHEN 'failed' THEN 'cancelled' ELSE state END,
        amount, currency, reference, created_at, settled_at FROM payments;
DROP TABLE payments;
ALTER TABLE payments_old RENAME TO payments;
CREATE INDEX payments_order ON payments (order_id, id);
CREATE UNIQUE INDEX payments_one_open ON payments (order_id) WHERE state = 'open';
CREATE UNIQUE INDEX payments_one_paid ON payments (order_id) WHERE state = 'paid';
