DROP TABLE slug_history;
DROP TABLE price_changes;
DROP TABLE product_variants;
DROP TABLE product_images;
DROP TABLE product_options;
-- The two tables point at each other: children go first.
UPDATE collections SET featured_product_id = NULL, parent_id = NULL;
DROP TABLE products;
DROP TABLE collections;
