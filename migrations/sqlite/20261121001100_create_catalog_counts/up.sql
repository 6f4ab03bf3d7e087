-- How many published products there are: in all (kind 'all'), in each collection, in stock ('available', 1),
-- in each price band (0 to 4: below 25, 50, 100, 250 units of 100 minor units, and above) and with each tag.
-- Kept by triggers, so that whatever writes a product keeps them right and no page counts.
CREATE TABLE catalog_counts (
    kind TEXT NOT NULL CHECK (kind IN ('all', 'collection', 'available', 'price', 'tag')),
    item BIGINT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (kind, item)
) WITHOUT ROWID;
CREATE TRIGGER products_counted_insert AFTER INSERT ON products WHEN NEW.is_published BEGIN
    INSERT INTO catalog_counts (kind, item, n) SELECT 'all', 0, 1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'collection', NEW.collection_id, 1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'available', 1, 1 WHERE NEW.is_available
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'price', CASE WHEN NEW.current_price < 2500 THEN 0 WHEN NEW.current_price < 5000 THEN 1 WHEN NEW.current_price < 10000 THEN 2 WHEN NEW.current_price < 25000 THEN 3 ELSE 4 END, 1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', tag_id, 1 FROM tagged_items WHERE content_type = 'catalog.product' AND object_id = NEW.id
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER products_counted_delete AFTER DELETE ON products WHEN OLD.is_published BEGIN
    INSERT INTO catalog_counts (kind, item, n) SELECT 'all', 0, -1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'collection', OLD.collection_id, -1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'available', 1, -1 WHERE OLD.is_available
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'price', CASE WHEN OLD.current_price < 2500 THEN 0 WHEN OLD.current_price < 5000 THEN 1 WHEN OLD.current_price < 10000 THEN 2 WHEN OLD.current_price < 25000 THEN 3 ELSE 4 END, -1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', tag_id, -1 FROM tagged_items WHERE content_type = 'catalog.product' AND object_id = OLD.id
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
-- Two triggers for a change: the row leaves its old groups and joins its new ones.
CREATE TRIGGER products_counted_leave AFTER UPDATE OF is_published, collection_id, is_available, current_price ON products
    WHEN OLD.is_published AND (OLD.is_published <> NEW.is_published OR OLD.collection_id <> NEW.collection_id
    OR OLD.is_available <> NEW.is_available OR OLD.current_price <> NEW.current_price) BEGIN
    INSERT INTO catalog_counts (kind, item, n) SELECT 'all', 0, -1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'collection', OLD.collection_id, -1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'available', 1, -1 WHERE OLD.is_available
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'price', CASE WHEN OLD.current_price < 2500 THEN 0 WHEN OLD.current_price < 5000 THEN 1 WHEN OLD.current_price < 10000 THEN 2 WHEN OLD.current_price < 25000 THEN 3 ELSE 4 END, -1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', tag_id, -1 FROM tagged_items WHERE content_type = 'catalog.product' AND object_id = OLD.id
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER products_counted_join AFTER UPDATE OF is_published, collection_id, is_available, current_price ON products
    WHEN NEW.is_published AND (OLD.is_published <> NEW.is_published OR OLD.collection_id <> NEW.collection_id
    OR OLD.is_available <> NEW.is_available OR OLD.current_price <> NEW.current_price) BEGIN
    INSERT INTO catalog_counts (kind, item, n) SELECT 'all', 0, 1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'collection', NEW.collection_id, 1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'available', 1, 1 WHERE NEW.is_available
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n) SELECT 'price', CASE WHEN NEW.current_price < 2500 THEN 0 WHEN NEW.current_price < 5000 THEN 1 WHEN NEW.current_price < 10000 THEN 2 WHEN NEW.current_price < 25000 THEN 3 ELSE 4 END, 1 WHERE TRUE
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', tag_id, 1 FROM tagged_items WHERE content_type = 'catalog.product' AND object_id = NEW.id
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER tagged_items_counted_insert AFTER INSERT ON tagged_items
    WHEN NEW.content_type = 'catalog.product' BEGIN
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', NEW.tag_id, 1 FROM products WHERE id = NEW.object_id AND is_published
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER tagged_items_counted_delete AFTER DELETE ON tagged_items
    WHEN OLD.content_type = 'catalog.product' BEGIN
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', OLD.tag_id, -1 FROM products WHERE id = OLD.object_id AND is_published
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER tagged_items_counted_update AFTER UPDATE ON tagged_items BEGIN
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', OLD.tag_id, -1 FROM products
        WHERE OLD.content_type = 'catalog.product' AND id = OLD.object_id AND is_published
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
    INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', NEW.tag_id, 1 FROM products
        WHERE NEW.content_type = 'catalog.product' AND id = NEW.object_id AND is_published
        ON CONFLICT (kind, item) DO UPDATE SET n = n + excluded.n;
END;
