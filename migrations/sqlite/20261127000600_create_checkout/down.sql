DROP TABLE idempotency_keys;
DROP TABLE checkouts;
DROP TABLE shipping_methods;
