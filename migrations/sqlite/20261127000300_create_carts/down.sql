DROP TABLE cart_notices;
DROP TABLE cart_items;
DROP TABLE carts;
