DROP TABLE invoice_counters;
DROP TABLE invoices;
DROP TABLE payment_differences;
DROP TABLE payment_events;
DROP TABLE refund_lines;
DROP TABLE refunds;
DROP INDEX payments_awaited;
DROP INDEX payments_reference;
DROP INDEX payments_session;
DROP INDEX payments_one_paid;
DROP INDEX payments_one_open;
DROP INDEX payments_order;
UPDATE payments SET state = CASE state WHEN 'settling' THEN 'open' ELSE 'cancelled' END
    WHERE state IN ('settling', 'failed');
ALTER TABLE payments
    DROP CONSTRAINT payments_refunded_only_when_paid,
    DROP COLUMN checked_at,
    DROP COLUMN closing_at,
    DROP COLUMN attempt,
    DROP COLUMN expires_at,
    DROP COLUMN session_url,
    DROP COLUMN session,
    DROP COLUMN refunded,
    DROP CONSTRAINT payments_state_check,
    ADD CONSTRAINT payments_state_check CHECK (state IN ('open', 'paid', 'reversed', 'cancelled'));
CREATE INDEX payments_order ON payments (order_id, id);
CREATE UNIQUE INDEX payments_one_open ON payments (order_id) WHERE state = 'open';
CREATE UNIQUE INDEX payments_one_paid ON payments (order_id) WHERE state = 'paid';
