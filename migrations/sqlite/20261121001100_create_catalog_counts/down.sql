DROP TRIGGER products_counted_insert;
DROP TRIGGER products_counted_delete;
DROP TRIGGER products_counted_leave;
DROP TRIGGER products_counted_join;
DROP TRIGGER tagged_items_counted_insert;
DROP TRIGGER tagged_items_counted_delete;
DROP TRIGGER tagged_items_counted_update;
DROP TABLE catalog_counts;
