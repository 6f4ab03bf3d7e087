-- How many published products there are: in all (kind 'all'), in each collection, in stock ('available', 1),
-- in each price band (0 to 4: below 25, 50, 100, 250 units of 100 minor units, and above) and with each tag.
-- Kept by triggers, so that whatever writes a product keeps them right and no page counts.
-- The rows are differences to be summed: concurrent writers only ever insert, so none waits for another.
-- A periodic job folds them into one row per group.
CREATE TABLE catalog_counts (
    kind TEXT NOT NULL CHECK (kind IN ('all', 'collection', 'available', 'price', 'tag')),
    item BIGINT NOT NULL,
    n INTEGER NOT NULL
);
CREATE INDEX catalog_counts_group ON catalog_counts (kind, item);

CREATE FUNCTION count_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO catalog_counts (kind, item, n)
        SELECT kind, item, sum(n) FROM (
            SELECT 'all' AS kind, 0 AS item, 1 AS n FROM new_rows r WHERE r.is_published
            UNION ALL SELECT 'collection' AS kind, r.collection_id AS item, 1 AS n FROM new_rows r WHERE r.is_published
            UNION ALL SELECT 'available' AS kind, 1 AS item, 1 AS n FROM new_rows r WHERE r.is_published AND r.is_available
            UNION ALL SELECT 'price' AS kind, CASE WHEN r.current_price < 2500 THEN 0 WHEN r.current_price < 5000 THEN 1 WHEN r.current_price < 10000 THEN 2 WHEN r.current_price < 25000 THEN 3 ELSE 4 END AS item, 1 AS n FROM new_rows r WHERE r.is_published
            UNION ALL SELECT 'tag', t.tag_id, 1 FROM new_rows r JOIN tagged_items t ON t.content_type = 'catalog.product' AND t.object_id = r.id WHERE r.is_published
        ) AS moved GROUP BY kind, item HAVING sum(n) <> 0;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO catalog_counts (kind, item, n)
        SELECT kind, item, sum(n) FROM (
            SELECT 'all' AS kind, 0 AS item, -1 AS n FROM old_rows r WHERE r.is_published
            UNION ALL SELECT 'collection' AS kind, r.collection_id AS item, -1 AS n FROM old_rows r WHERE r.is_published
            UNION ALL SELECT 'available' AS kind, 1 AS item, -1 AS n FROM old_rows r WHERE r.is_published AND r.is_available
            UNION ALL SELECT 'price' AS kind, CASE WHEN r.current_price < 2500 THEN 0 WHEN r.current_price < 5000 THEN 1 WHEN r.current_price < 10000 THEN 2 WHEN r.current_price < 25000 THEN 3 ELSE 4 END AS item, -1 AS n FROM old_rows r WHERE r.is_published
            UNION ALL SELECT 'tag', t.tag_id, -1 FROM old_rows r JOIN tagged_items t ON t.content_type = 'catalog.product' AND t.object_id = r.id WHERE r.is_published
        ) AS moved GROUP BY kind, item HAVING sum(n) <> 0;
    ELSE
        INSERT INTO catalog_counts (kind, item, n)
        SELECT kind, item, sum(n) FROM (
            SELECT 'all' AS kind, 0 AS item, 1 AS n FROM new_rows r WHERE r.is_published
            UNION ALL SELECT 'collection' AS kind, r.collection_id AS item, 1 AS n FROM new_rows r WHERE r.is_published
            UNION ALL SELECT 'available' AS kind, 1 AS item, 1 AS n FROM new_rows r WHERE r.is_published AND r.is_available
            UNION ALL SELECT 'price' AS kind, CASE WHEN r.current_price < 2500 THEN 0 WHEN r.current_price < 5000 THEN 1 WHEN r.current_price < 10000 THEN 2 WHEN r.current_price < 25000 THEN 3 ELSE 4 END AS item, 1 AS n FROM new_rows r WHERE r.is_published
            UNION ALL SELECT 'tag', t.tag_id, 1 FROM new_rows r JOIN tagged_items t ON t.content_type = 'catalog.product' AND t.object_id = r.id WHERE r.is_published
            UNION ALL SELECT 'all' AS kind, 0 AS item, -1 AS n FROM old_rows r WHERE r.is_published
            UNION ALL SELECT 'collection' AS kind, r.collection_id AS item, -1 AS n FROM old_rows r WHERE r.is_published
            UNION ALL SELECT 'available' AS kind, 1 AS item, -1 AS n FROM old_rows r WHERE r.is_published AND r.is_available
            UNION ALL SELECT 'price' AS kind, CASE WHEN r.current_price < 2500 THEN 0 WHEN r.current_price < 5000 THEN 1 WHEN r.current_price < 10000 THEN 2 WHEN r.current_price < 25000 THEN 3 ELSE 4 END AS item, -1 AS n FROM old_rows r WHERE r.is_published
            UNION ALL SELECT 'tag', t.tag_id, -1 FROM old_rows r JOIN tagged_items t ON t.content_type = 'catalog.product' AND t.object_id = r.id WHERE r.is_published
        ) AS moved GROUP BY kind, item HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER products_counted_insert AFTER INSERT ON products
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_products();
CREATE TRIGGER products_counted_delete AFTER DELETE ON products
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_products();
CREATE TRIGGER products_counted_update AFTER UPDATE ON products
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_products();

CREATE FUNCTION count_tagged_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', r.tag_id, count(*) FROM new_rows r JOIN products p ON p.id = r.object_id
        WHERE r.content_type = 'catalog.product' AND p.is_published GROUP BY r.tag_id;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO catalog_counts (kind, item, n)
        SELECT 'tag', r.tag_id, -count(*) FROM old_rows r JOIN products p ON p.id = r.object_id
        WHERE r.content_type = 'catalog.product' AND p.is_published GROUP BY r.tag_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tagged_items_counted_insert AFTER INSERT ON tagged_items
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_tagged_items();
CREATE TRIGGER tagged_items_counted_delete AFTER DELETE ON tagged_items
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_tagged_items();
CREATE TRIGGER tagged_items_counted_update AFTER UPDATE ON tagged_items
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_tagged_items();
