DROP TRIGGER carts_numbered ON carts;
DROP FUNCTION number_cart();
ALTER TABLE carts DROP COLUMN number;
