ALTER TABLE reviews ADD COLUMN user_id BIGINT REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX reviews_user ON reviews (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX reviews_waiting ON reviews (id) WHERE NOT approved;
