DROP INDEX products_unpublished_of_collection;
DROP TRIGGER customers_orders_move;
DROP TRIGGER customers_orders_delete;
DROP TRIGGER customers_orders_insert;
DROP INDEX customers_by_orders;
ALTER TABLE customers DROP COLUMN orders_count;
