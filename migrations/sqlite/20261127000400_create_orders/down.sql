DROP TABLE promotion_uses;
DROP TABLE order_events;
DROP TABLE order_items;
DROP TABLE order_addresses;
DROP TABLE orders;
