-- What staff write about an order for themselves.
ALTER TABLE orders ADD COLUMN notes TEXT NOT NULL DEFAULT '';
