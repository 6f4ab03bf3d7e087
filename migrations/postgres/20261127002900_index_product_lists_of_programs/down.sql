DROP INDEX products_by_last_update;
DROP INDEX products_by_unit_price;
