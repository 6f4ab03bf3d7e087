-- How many orders a customer has, so that a list of customers can be sorted by it.
-- Kept by triggers, so that whatever writes an order keeps it right.
ALTER TABLE customers ADD COLUMN orders_count INTEGER NOT NULL DEFAULT 0;
UPDATE customers SET orders_count = (SELECT count(*) FROM orders WHERE orders.customer_id = customers.id);
CREATE INDEX customers_by_orders ON customers (orders_count, id);
CREATE TRIGGER customers_orders_insert AFTER INSERT ON orders WHEN NEW.customer_id IS NOT NULL BEGIN
    UPDATE customers SET orders_count = orders_count + 1 WHERE id = NEW.customer_id;
END;
CREATE TRIGGER customers_orders_delete AFTER DELETE ON orders WHEN OLD.customer_id IS NOT NULL BEGIN
    UPDATE customers SET orders_count = orders_count - 1 WHERE id = OLD.customer_id;
END;
CREATE TRIGGER customers_orders_move AFTER UPDATE OF customer_id ON orders
    WHEN OLD.customer_id IS NOT NEW.customer_id BEGIN
    UPDATE customers SET orders_count = orders_count - 1 WHERE id = OLD.customer_id;
    UPDATE customers SET orders_count = orders_count + 1 WHERE id = NEW.customer_id;
END;

-- The published products of a collection have a kept count; the few others are counted here.
CREATE INDEX products_unpublished_of_collection ON products (collection_id) WHERE NOT is_published;
