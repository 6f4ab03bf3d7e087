DROP TRIGGER products_stock_update ON products;
DROP TRIGGER products_stock_insert ON products;
DROP FUNCTION note_stock();
DROP FUNCTION note_new_stock();
DROP TABLE webhook_stock;
DROP TABLE webhook_deliveries;
DROP TABLE webhook_events;
DROP TABLE webhooks;
