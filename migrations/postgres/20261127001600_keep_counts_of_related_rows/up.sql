-- How many orders a customer has, so that a list of customers can be sorted by it.
-- Kept by a trigger, so that whatever writes an order keeps it right. It takes the customer's row after
-- the order's; only orders of the same customer wait for each other.
ALTER TABLE customers ADD COLUMN orders_count INTEGER NOT NULL DEFAULT 0;
UPDATE customers SET orders_count = counted.n
    FROM (SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id) AS counted
    WHERE counted.customer_id = customers.id;
CREATE INDEX customers_by_orders ON customers (orders_count, id);

CREATE FUNCTION count_orders_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.customer_id IS NOT NULL THEN
        UPDATE customers SET orders_count = orders_count - 1 WHERE id = OLD.customer_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.customer_id IS NOT NULL THEN
        UPDATE customers SET orders_count = orders_count + 1 WHERE id = NEW.customer_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_orders_number AFTER INSERT OR DELETE ON orders
    FOR EACH ROW EXECUTE FUNCTION count_orders_of_customer();
CREATE TRIGGER customers_orders_move AFTER UPDATE OF customer_id ON orders
    FOR EACH ROW WHEN (OLD.customer_id IS DISTINCT FROM NEW.customer_id) EXECUTE FUNCTION count_orders_of_customer();

-- The published products of a collection have a kept count; the few others are counted here.
CREATE INDEX products_unpublished_of_collection ON products (collection_id) WHERE NOT is_published;
