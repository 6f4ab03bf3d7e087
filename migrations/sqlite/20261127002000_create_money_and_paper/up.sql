-- SQLite changes no check of a table: it is made anew.
CREATE TABLE payments_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    provider TEXT NOT NULL CHECK (provider <> ''),
    state TEXT NOT NULL CHECK (state IN ('open', 'settling', 'paid', 'reversed', 'cancelled', 'failed')),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    -- The provider's own name of the payment.
    reference TEXT,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    -- Given back or about to be: never more than came in, whoever asks at the same time.
    refunded BIGINT NOT NULL DEFAULT 0 CHECK (refunded >= 0 AND refunded <= amount),
    -- The provider's page for paying: its name, its address, and when it ends.
    session TEXT,
    session_url TEXT,
    expires_at TIMESTAMP,
    -- Counts the pages asked for, so that asking again after no answer gives the same page.
    attempt INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1),
    -- Since when the page is being closed in order to cancel the order.
    closing_at TIMESTAMP,
    -- When the provider was last asked about it.
    checked_at TIMESTAMP,
    CHECK (state NOT IN ('paid', 'reversed') OR settled_at IS NOT NULL),
    CHECK (refunded = 0 OR state = 'paid')
);
INSERT INTO payments_new (id, order_id, provider, state, amount, currency, reference, created_at, settled_at)
    SELECT id, order_id, provider, state, amount, currency, reference, created_at, settled_at FROM payments;
DROP TABLE payments;
ALTER TABLE payments_new RENAME TO payments;
CREATE INDEX payments_order ON payments (order_id, id);
-- An order waits for one payment at most, and is paid once.
CREATE UNIQUE INDEX payments_one_open ON payments (order_id) WHERE state IN ('open', 'settling');
CREATE UNIQUE INDEX payments_one_paid ON payments (order_id) WHERE state = 'paid';
CREATE UNIQUE INDEX payments_session ON payments (session) WHERE session IS NOT NULL;
CREATE INDEX payments_reference ON payments (reference) WHERE reference IS NOT NULL;
-- What a provider is asked about.
CREATE INDEX payments_awaited ON payments (provider, created_at) WHERE state IN ('open', 'settling');

CREATE TABLE refunds (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    payment_id BIGINT NOT NULL REFERENCES payments (id) ON DELETE CASCADE,
    -- Already part of the payment's "refunded", whatever the state, until it failed.
    amount BIGINT NOT NULL CHECK (amount > 0),
    state TEXT NOT NULL CHECK (state IN ('pending', 'settling', 'succeeded', 'failed', 'cancelled')),
    reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 500),
    -- The provider's own name of it.
    reference TEXT,
    -- Why it failed, for staff.
    failure TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL DEFAULT '',
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    created_at TIMESTAMP NOT NULL,
    settled_at TIMESTAMP,
    CHECK (state <> 'succeeded' OR settled_at IS NOT NULL)
);
CREATE INDEX refunds_payment ON refunds (payment_id, id);
CREATE UNIQUE INDEX refunds_reference ON refunds (reference) WHERE reference IS NOT NULL;
CREATE INDEX refunds_user ON refunds (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX refunds_created ON refunds (created_at, id);
CREATE INDEX refunds_awaited ON refunds (created_at) WHERE state IN ('pending', 'settling');

CREATE TABLE refund_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    refund_id BIGINT NOT NULL REFERENCES refunds (id) ON DELETE CASCADE,
    -- Empty for shipping.
    order_item_id BIGINT REFERENCES order_items (id) ON DELETE CASCADE,
    -- Units that the money is for; none when a part of the price is given back.
    quantity INTEGER NOT NULL DEFAULT 0 CHECK (quantity >= 0),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    -- Units put back into stock.
    restocked INTEGER NOT NULL DEFAULT 0 CHECK (restocked >= 0 AND restocked <= quantity),
    UNIQUE (refund_id, order_item_id)
);
CREATE UNIQUE INDEX refund_lines_shipping ON refund_lines (refund_id) WHERE order_item_id IS NULL;
CREATE INDEX refund_lines_item ON refund_lines (order_item_id) WHERE order_item_id IS NOT NULL;

-- Every event of a provider once, reduced to what is needed of it: nothing about cards or people.
CREATE TABLE payment_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    event_id TEXT NOT NULL UNIQUE CHECK (length(event_id) BETWEEN 1 AND 255),
    kind TEXT NOT NULL,
    -- The provider's name of what it is about.
    subject TEXT NOT NULL DEFAULT '',
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('received', 'done', 'ignored', 'parked', 'flagged')),
    -- What came of it.
    note TEXT NOT NULL DEFAULT '',
    happened_at TIMESTAMP NOT NULL,
    received_at TIMESTAMP NOT NULL,
    handled_at TIMESTAMP
);
CREATE INDEX payment_events_received ON payment_events (received_at, id);
CREATE INDEX payment_events_subject ON payment_events (subject);

-- Where shop and provider disagree, for staff to look at.
CREATE TABLE payment_differences (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT REFERENCES orders (id) ON DELETE CASCADE,
    payment_id BIGINT REFERENCES payments (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind <> ''),
    -- The provider's name of what it is about.
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    found_at TIMESTAMP NOT NULL,
    resolved_at TIMESTAMP,
    resolved_by TEXT NOT NULL DEFAULT ''
);
-- The same difference is on the list once.
CREATE UNIQUE INDEX payment_differences_open ON payment_differences (kind, subject) WHERE resolved_at IS NULL;
CREATE INDEX payment_differences_order ON payment_differences (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX payment_differences_payment ON payment_differences (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX payment_differences_found ON payment_differences (found_at, id);

-- Documents with a number of their own. An order that has one stays.
CREATE TABLE invoices (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    order_id BIGINT NOT NULL REFERENCES orders (id),
    refund_id BIGINT REFERENCES refunds (id),
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    year INTEGER NOT NULL CHECK (year BETWEEN 1970 AND 9999),
    -- From 1 in every year, without gaps.
    serial INTEGER NOT NULL CHECK (serial >= 1),
    number TEXT NOT NULL UNIQUE CHECK (length(number) BETWEEN 1 AND 32),
    -- All that is printed, as it was: JSON.
    content TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    UNIQUE (kind, year, serial),
    CHECK (kind = 'credit_note' OR refund_id IS NULL)
);
CREATE UNIQUE INDEX invoices_one_per_order ON invoices (order_id) WHERE kind = 'invoice';
CREATE UNIQUE INDEX invoices_one_per_refund ON invoices (refund_id) WHERE refund_id IS NOT NULL;
CREATE INDEX invoices_order ON invoices (order_id, id);
CREATE INDEX invoices_issued ON invoices (issued_at, id);

-- The last number of each kind and year; taking one holds its row until the end of the transaction.
CREATE TABLE invoice_counters (
    kind TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= 1),
    PRIMARY KEY (kind, year)
);
