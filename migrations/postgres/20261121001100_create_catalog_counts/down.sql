DROP TRIGGER products_counted_insert ON products;
DROP TRIGGER products_counted_delete ON products;
DROP TRIGGER products_counted_update ON products;
DROP TRIGGER tagged_items_counted_insert ON tagged_items;
DROP TRIGGER tagged_items_counted_delete ON tagged_items;
DROP TRIGGER tagged_items_counted_update ON tagged_items;
DROP FUNCTION count_products();
DROP FUNCTION count_tagged_items();
DROP TABLE catalog_counts;
