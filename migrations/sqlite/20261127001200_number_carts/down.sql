DROP TRIGGER carts_numbered;
DROP INDEX carts_number;
ALTER TABLE carts DROP COLUMN number;
DELETE FROM sqlite_sequence WHERE name = 'carts';
