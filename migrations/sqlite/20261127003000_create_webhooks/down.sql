DROP TRIGGER products_stock_update;
DROP TRIGGER products_stock_insert;
DROP TABLE webhook_stock;
DROP TABLE webhook_deliveries;
DROP TABLE webhook_events;
DROP TABLE webhooks;
