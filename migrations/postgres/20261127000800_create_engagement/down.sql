ALTER TABLE products DROP COLUMN like_count;
DROP TABLE viewed_items;
DROP TABLE wish_items;
DROP TABLE liked_items;
