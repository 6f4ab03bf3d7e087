DROP INDEX promotions_folded_code;
ALTER TABLE promotions DROP COLUMN used_count;
ALTER TABLE promotions DROP COLUMN code_key;
