DROP INDEX promotions_code_key;
ALTER TABLE promotions DROP COLUMN used_count;
ALTER TABLE promotions DROP COLUMN code_key;
