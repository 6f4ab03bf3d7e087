-- The code in lower case: shoppers type it as they like.
ALTER TABLE promotions ADD COLUMN code_key TEXT;
ALTER TABLE promotions ADD COLUMN used_count INTEGER NOT NULL DEFAULT 0 CHECK (used_count >= 0);
UPDATE promotions SET code_key = lower(code);
CREATE UNIQUE INDEX promotions_folded_code ON promotions (code_key);
