DROP INDEX products_unpublished_of_collection;
DROP TRIGGER customers_orders_move ON orders;
DROP TRIGGER customers_orders_number ON orders;
DROP FUNCTION count_orders_of_customer();
DROP INDEX customers_by_orders;
ALTER TABLE customers DROP COLUMN orders_count;
