CREATE TABLE reviews (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    rating INTEGER CHECK (rating BETWEEN 1 AND 5),
    description TEXT NOT NULL CHECK (description <> ''),
    date DATE NOT NULL,
    approved BOOLEAN NOT NULL DEFAULT TRUE CHECK (approved IN (0, 1))
);
CREATE INDEX reviews_product ON reviews (product_id, date DESC, id DESC);
