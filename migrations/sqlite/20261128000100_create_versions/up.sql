-- How often what pages show has changed, by topic: a stored page is good as long as the numbers of its
-- topics are those it was made under. Triggers raise them in the transaction of the change, so that whatever
-- writes counts, and a change that is taken back does not.
-- A change that changes nothing raises nothing. Columns are compared in the condition instead of named by
-- UPDATE OF, which would count every statement that merely mentions one.
-- REPLACE runs no trigger for the rows it removes; their topics are those of the row that takes their place,
-- and every column that is unique is among those compared.
CREATE TABLE versions (
    slot BIGINT PRIMARY KEY NOT NULL,
    catalog BIGINT NOT NULL DEFAULT 0,
    feedback BIGINT NOT NULL DEFAULT 0,
    content BIGINT NOT NULL DEFAULT 0,
    settings BIGINT NOT NULL DEFAULT 0,
    stock BIGINT NOT NULL DEFAULT 0
);
INSERT INTO versions (slot) VALUES (0);

-- What lists, cards, product pages and programs show. Of the stock, shops say only the last five units and
-- that none are left: a sale beyond them is no change to the pages.
CREATE TRIGGER products_version_insert AFTER INSERT ON products BEGIN
    UPDATE versions SET catalog = catalog + 1, stock = stock + 1 WHERE slot = 0;
END;
CREATE TRIGGER products_version_delete AFTER DELETE ON products BEGIN
    UPDATE versions SET catalog = catalog + 1, stock = stock + 1 WHERE slot = 0;
END;
CREATE TRIGGER products_version_update AFTER UPDATE ON products
    WHEN (OLD.id, OLD.title, OLD.title_key, OLD.slug, OLD.description, OLD.unit_price, OLD.compare_at_price,
        OLD.track_inventory, OLD.allow_backorder, OLD.collection_id, OLD.is_published, OLD.created_at,
        OLD.last_update, OLD.has_variants, OLD.price_varies, OLD.is_available, OLD.current_price, OLD.rating_count,
        OLD.rating_average, min(OLD.inventory, 6)) IS NOT
        (NEW.id, NEW.title, NEW.title_key, NEW.slug, NEW.description, NEW.unit_price, NEW.compare_at_price,
        NEW.track_inventory, NEW.allow_backorder, NEW.collection_id, NEW.is_published, NEW.created_at,
        NEW.last_update, NEW.has_variants, NEW.price_varies, NEW.is_available, NEW.current_price, NEW.rating_count,
        NEW.rating_average, min(NEW.inventory, 6)) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER products_version_stock AFTER UPDATE ON products
    WHEN (OLD.id, OLD.inventory, OLD.track_inventory, OLD.allow_backorder) IS NOT
        (NEW.id, NEW.inventory, NEW.track_inventory, NEW.allow_backorder) BEGIN
    UPDATE versions SET stock = stock + 1 WHERE slot = 0;
END;
CREATE TRIGGER products_version_likes AFTER UPDATE ON products
    WHEN OLD.like_count IS NOT NEW.like_count BEGIN
    UPDATE versions SET feedback = feedback + 1 WHERE slot = 0;
END;

CREATE TRIGGER product_variants_version_insert AFTER INSERT ON product_variants BEGIN
    UPDATE versions SET catalog = catalog + 1, stock = stock + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_variants_version_delete AFTER DELETE ON product_variants BEGIN
    UPDATE versions SET catalog = catalog + 1, stock = stock + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_variants_version_update AFTER UPDATE ON product_variants
    WHEN (OLD.id, OLD.product_id, OLD.sku, OLD.option1, OLD.option2, OLD.option3, OLD.unit_price,
        OLD.compare_at_price, OLD.track_inventory, OLD.allow_backorder, OLD.image_id, OLD.position,
        min(OLD.inventory, 6)) IS NOT
        (NEW.id, NEW.product_id, NEW.sku, NEW.option1, NEW.option2, NEW.option3, NEW.unit_price,
        NEW.compare_at_price, NEW.track_inventory, NEW.allow_backorder, NEW.image_id, NEW.position,
        min(NEW.inventory, 6)) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_variants_version_stock AFTER UPDATE ON product_variants
    WHEN (OLD.id, OLD.product_id, OLD.inventory, OLD.track_inventory, OLD.allow_backorder) IS NOT
        (NEW.id, NEW.product_id, NEW.inventory, NEW.track_inventory, NEW.allow_backorder) BEGIN
    UPDATE versions SET stock = stock + 1 WHERE slot = 0;
END;

CREATE TRIGGER product_options_version_insert AFTER INSERT ON product_options BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_options_version_delete AFTER DELETE ON product_options BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_options_version_update AFTER UPDATE ON product_options
    WHEN (OLD.id, OLD.product_id, OLD.position, OLD.name) IS NOT
        (NEW.id, NEW.product_id, NEW.position, NEW.name) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER product_images_version_insert AFTER INSERT ON product_images BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_images_version_delete AFTER DELETE ON product_images BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER product_images_version_update AFTER UPDATE ON product_images
    WHEN (OLD.id, OLD.product_id, OLD.media_id, OLD.position) IS NOT
        (NEW.id, NEW.product_id, NEW.media_id, NEW.position) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

-- Also of a file that no product shows: another transaction may be giving it to one at this moment.
CREATE TRIGGER media_files_version_insert AFTER INSERT ON media_files BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER media_files_version_delete AFTER DELETE ON media_files BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER media_files_version_update AFTER UPDATE ON media_files
    WHEN (OLD.id, OLD.storage_key, OLD.width, OLD.height, OLD.alt, OLD.state) IS NOT
        (NEW.id, NEW.storage_key, NEW.width, NEW.height, NEW.alt, NEW.state) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER media_sizes_version_insert AFTER INSERT ON media_sizes BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER media_sizes_version_delete AFTER DELETE ON media_sizes BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER media_sizes_version_update AFTER UPDATE ON media_sizes
    WHEN (OLD.id, OLD.media_id, OLD.width, OLD.storage_key) IS NOT
        (NEW.id, NEW.media_id, NEW.width, NEW.storage_key) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER collections_version_insert AFTER INSERT ON collections BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER collections_version_delete AFTER DELETE ON collections BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER collections_version_update AFTER UPDATE ON collections
    WHEN (OLD.id, OLD.title, OLD.title_key, OLD.slug, OLD.description, OLD.parent_id, OLD.featured_product_id) IS
        NOT
        (NEW.id, NEW.title, NEW.title_key, NEW.slug, NEW.description, NEW.parent_id, NEW.featured_product_id) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

-- Not how often a code was used, which every order with one changes.
CREATE TRIGGER promotions_version_insert AFTER INSERT ON promotions BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER promotions_version_delete AFTER DELETE ON promotions BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER promotions_version_update AFTER UPDATE ON promotions
    WHEN (OLD.id, OLD.description, OLD.kind, OLD.discount, OLD.code, OLD.starts_at, OLD.ends_at) IS NOT
        (NEW.id, NEW.description, NEW.kind, NEW.discount, NEW.code, NEW.starts_at, NEW.ends_at) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER promotion_products_version_insert AFTER INSERT ON promotion_products BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER promotion_products_version_delete AFTER DELETE ON promotion_products BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER promotion_products_version_update AFTER UPDATE ON promotion_products
    WHEN (OLD.promotion_id, OLD.product_id) IS NOT (NEW.promotion_id, NEW.product_id) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER tags_version_insert AFTER INSERT ON tags BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER tags_version_delete AFTER DELETE ON tags BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER tags_version_update AFTER UPDATE ON tags
    WHEN (OLD.id, OLD.label) IS NOT (NEW.id, NEW.label) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER tagged_items_version_insert AFTER INSERT ON tagged_items BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER tagged_items_version_delete AFTER DELETE ON tagged_items BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER tagged_items_version_update AFTER UPDATE ON tagged_items
    WHEN (OLD.id, OLD.tag_id, OLD.content_type, OLD.object_id) IS NOT
        (NEW.id, NEW.tag_id, NEW.content_type, NEW.object_id) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER slug_history_version_insert AFTER INSERT ON slug_history BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER slug_history_version_delete AFTER DELETE ON slug_history BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER slug_history_version_update AFTER UPDATE ON slug_history
    WHEN (OLD.id, OLD.content_type, OLD.object_id, OLD.slug) IS NOT
        (NEW.id, NEW.content_type, NEW.object_id, NEW.slug) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER search_documents_version_insert AFTER INSERT ON search_documents BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER search_documents_version_delete AFTER DELETE ON search_documents BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER search_documents_version_update AFTER UPDATE ON search_documents
    WHEN (OLD.id, OLD.content_type, OLD.object_id, OLD.title, OLD.keywords, OLD.body) IS NOT
        (NEW.id, NEW.content_type, NEW.object_id, NEW.title, NEW.keywords, NEW.body) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

CREATE TRIGGER search_words_version_insert AFTER INSERT ON search_words BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER search_words_version_delete AFTER DELETE ON search_words BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;
CREATE TRIGGER search_words_version_update AFTER UPDATE ON search_words
    WHEN (OLD.id, OLD.word) IS NOT (NEW.id, NEW.word) BEGIN
    UPDATE versions SET catalog = catalog + 1 WHERE slot = 0;
END;

-- Only what shoppers see. Before the change, so that a visible review which REPLACE removes is still there.
CREATE TRIGGER reviews_version_insert BEFORE INSERT ON reviews
    WHEN NEW.approved OR EXISTS (SELECT 1 FROM reviews WHERE id IN (NEW.id) AND approved) BEGIN
    UPDATE versions SET feedback = feedback + 1 WHERE slot = 0;
END;
CREATE TRIGGER reviews_version_delete AFTER DELETE ON reviews WHEN OLD.approved BEGIN
    UPDATE versions SET feedback = feedback + 1 WHERE slot = 0;
END;
CREATE TRIGGER reviews_version_update BEFORE UPDATE ON reviews
    WHEN (OLD.id, OLD.product_id, OLD.name, OLD.rating, OLD.description, OLD.date, OLD.approved) IS NOT
        (NEW.id, NEW.product_id, NEW.name, NEW.rating, NEW.description, NEW.date, NEW.approved)
    AND (NEW.approved OR EXISTS (SELECT 1 FROM reviews WHERE id IN (OLD.id, NEW.id) AND approved)) BEGIN
    UPDATE versions SET feedback = feedback + 1 WHERE slot = 0;
END;

-- Titles stand in the footer of every page.
CREATE TRIGGER pages_version_insert AFTER INSERT ON pages BEGIN
    UPDATE versions SET content = content + 1 WHERE slot = 0;
END;
CREATE TRIGGER pages_version_delete AFTER DELETE ON pages BEGIN
    UPDATE versions SET content = content + 1 WHERE slot = 0;
END;
CREATE TRIGGER pages_version_update AFTER UPDATE ON pages
    WHEN (OLD.id, OLD.slug, OLD.title, OLD.body, OLD.position) IS NOT
        (NEW.id, NEW.slug, NEW.title, NEW.body, NEW.position) BEGIN
    UPDATE versions SET content = content + 1 WHERE slot = 0;
END;

-- Not when it was stored.
CREATE TRIGGER settings_version_insert AFTER INSERT ON settings BEGIN
    UPDATE versions SET settings = settings + 1 WHERE slot = 0;
END;
CREATE TRIGGER settings_version_delete AFTER DELETE ON settings BEGIN
    UPDATE versions SET settings = settings + 1 WHERE slot = 0;
END;
CREATE TRIGGER settings_version_update AFTER UPDATE ON settings
    WHEN (OLD.name, OLD.value) IS NOT (NEW.name, NEW.value) BEGIN
    UPDATE versions SET settings = settings + 1 WHERE slot = 0;
END;
