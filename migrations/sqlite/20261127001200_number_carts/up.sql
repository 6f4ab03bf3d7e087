-- For staff, who address carts by it: the key is the right to the cart and stays secret.
ALTER TABLE carts ADD COLUMN number BIGINT NOT NULL DEFAULT 0;
UPDATE carts SET number = rowid;
CREATE UNIQUE INDEX carts_number ON carts (number);

-- Counted like any other key, so that no number is given twice. Only a row that is just being
-- inserted ever has 0.
INSERT INTO sqlite_sequence (name, seq) SELECT 'carts', COALESCE(MAX(number), 0) FROM carts;
CREATE TRIGGER carts_numbered AFTER INSERT ON carts WHEN NEW.number = 0
BEGIN
    UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'carts';
    UPDATE carts SET number = (SELECT seq FROM sqlite_sequence WHERE name = 'carts') WHERE id = NEW.id;
END;
