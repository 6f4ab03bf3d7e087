-- Other systems that are told of orders and stock.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    address TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 2000),
    -- whsec_ and the key in base64.
    secret TEXT NOT NULL CHECK (secret <> ''),
    -- Each with a space before and after it: " order.paid stock.changed ".
    topics TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    created_at TIMESTAMP NOT NULL,
    -- Since when nothing has arrived.
    failing_since TIMESTAMP,
    -- When and why the shop itself stopped telling it.
    disabled_at TIMESTAMP,
    disabled_reason TEXT NOT NULL DEFAULT '',
    -- One job at a time works on its deliveries; until then at the latest.
    busy_until TIMESTAMP
);

-- What happened, as it is sent: written with the change itself.
CREATE TABLE webhook_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- The id that is sent: the same however often it is sent.
    message_id TEXT NOT NULL UNIQUE CHECK (length(message_id) BETWEEN 1 AND 64),
    topic TEXT NOT NULL CHECK (topic <> ''),
    -- What it is about, such as orders.order:5.
    object TEXT NOT NULL CHECK (object <> ''),
    payload TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX webhook_events_created ON webhook_events (created_at, id);
CREATE INDEX webhook_events_object ON webhook_events (object, id);

CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    event_id BIGINT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
    webhook_id BIGINT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- Topic and object of the event, for the line that deliveries about one object wait in.
    topic TEXT NOT NULL CHECK (topic <> ''),
    object TEXT NOT NULL CHECK (object <> ''),
    -- failed: to be tried again. dead: given up.
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed', 'dead')),
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at TIMESTAMP NOT NULL,
    -- Of the last attempt; no status when there was no answer.
    status INTEGER,
    error TEXT NOT NULL DEFAULT '',
    took_ms BIGINT,
    delivered_at TIMESTAMP,
    CHECK (state <> 'delivered' OR delivered_at IS NOT NULL)
);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (state, id);
CREATE INDEX webhook_deliveries_topic ON webhook_deliveries (topic, id);
CREATE INDEX webhook_deliveries_object ON webhook_deliveries (object, id);
-- What is due, and what is before it in its line.
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, next_attempt_at, id)
    WHERE state IN ('waiting', 'failed');
CREATE INDEX webhook_deliveries_line ON webhook_deliveries (webhook_id, object, id)
    WHERE state IN ('waiting', 'failed');

-- Products whose stock the running transaction has changed, with the stock they had before it; only
-- while an active webhook is told of stock. Whoever changed it takes the row out again and tells.
CREATE TABLE webhook_stock (
    product_id BIGINT PRIMARY KEY NOT NULL,
    -- Empty for a new product.
    inventory INTEGER,
    is_available BOOLEAN
);

CREATE TRIGGER products_stock_insert AFTER INSERT ON products
WHEN EXISTS (SELECT 1 FROM webhooks WHERE is_active AND topics LIKE '% stock.%') BEGIN
    INSERT INTO webhook_stock (product_id) SELECT NEW.id
        WHERE NOT EXISTS (SELECT 1 FROM webhook_stock WHERE product_id = NEW.id);
END;
CREATE TRIGGER products_stock_update AFTER UPDATE OF inventory, is_available ON products
WHEN (OLD.inventory <> NEW.inventory OR OLD.is_available <> NEW.is_available)
    AND EXISTS (SELECT 1 FROM webhooks WHERE is_active AND topics LIKE '% stock.%') BEGIN
    INSERT INTO webhook_stock (product_id, inventory, is_available) SELECT NEW.id, OLD.inventory, OLD.is_available
        WHERE NOT EXISTS (SELECT 1 FROM webhook_stock WHERE product_id = NEW.id);
END;
