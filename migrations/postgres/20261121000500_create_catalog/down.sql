DROP TABLE slug_history;
DROP TABLE price_changes;
DROP TABLE product_variants;
DROP TABLE product_images;
DROP TABLE product_options;
ALTER TABLE collections DROP CONSTRAINT collections_featured_product_id_fkey;
DROP TABLE products;
DROP TABLE collections;
