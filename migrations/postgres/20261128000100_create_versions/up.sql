-- How often what pages show has changed, by topic: a stored page is good as long as the numbers of its
-- topics are those it was made under. Triggers raise them in the transaction of the change, so that whatever
-- writes counts, and a change that is taken back does not.
-- A number is the sum over 16 slots: transactions that commit at the same time raise different ones.
CREATE TABLE versions (
    slot BIGINT PRIMARY KEY NOT NULL,
    catalog BIGINT NOT NULL DEFAULT 0,
    feedback BIGINT NOT NULL DEFAULT 0,
    content BIGINT NOT NULL DEFAULT 0,
    settings BIGINT NOT NULL DEFAULT 0,
    stock BIGINT NOT NULL DEFAULT 0
);
INSERT INTO versions (slot) SELECT generate_series(0, 15);

-- Raises the topics that the trigger names, each once in a transaction: the first time leaves a note, which a
-- rollback, also one to a savepoint, takes back together with the number.
-- The triggers wait for the end of the transaction, so that a slot is held only while it commits: after every
-- lock on products, and not for as long as an order or an import takes. A trigger for each statement, which
-- could see all its rows at once, cannot wait; a waiting one is remembered for each row, at a few bytes.
-- Checks of foreign keys wait as well and may come after it. So nobody may wait for a slot while another one is
-- free, or two transactions could wait for each other.
CREATE FUNCTION raise_versions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    topic TEXT;
    own BIGINT;
BEGIN
    FOREACH topic IN ARRAY TG_ARGV LOOP
        CONTINUE WHEN current_setting('storefront.raised_' || topic, true) = pg_current_xact_id()::text;
        own := pg_backend_pid() % 16;
        FOR tries IN 1..15 LOOP
            EXIT WHEN pg_try_advisory_xact_lock('versions'::regclass::oid::integer, own::integer);
            own := (own + 1) % 16;
        END LOOP;
        UPDATE versions SET
            catalog = catalog + (topic = 'catalog')::integer,
            feedback = feedback + (topic = 'feedback')::integer,
            content = content + (topic = 'content')::integer,
            settings = settings + (topic = 'settings')::integer,
            stock = stock + (topic = 'stock')::integer
        WHERE slot = own;
        PERFORM set_config('storefront.raised_' || topic, pg_current_xact_id()::text, true);
    END LOOP;
    RETURN NULL;
END $$;

-- A change that changes nothing raises nothing. TRUNCATE runs no trigger for rows and its own cannot wait.
-- A later migration that changes rows of a table and then the table itself says SET CONSTRAINTS ALL IMMEDIATE
-- in between: PostgreSQL alters no table that a waiting trigger is about.

-- What lists, cards, product pages and programs show. Of the stock, shops say only the last five units and
-- that none are left: a sale beyond them is no change to the pages.
CREATE CONSTRAINT TRIGGER products_version_rows AFTER INSERT OR DELETE ON products
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog', 'stock');
CREATE TRIGGER products_version_truncate AFTER TRUNCATE ON products FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog', 'stock');
CREATE CONSTRAINT TRIGGER products_version_update AFTER UPDATE ON products
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.title, OLD.title_key, OLD.slug, OLD.description, OLD.unit_price, OLD.compare_at_price,
        OLD.track_inventory, OLD.allow_backorder, OLD.collection_id, OLD.is_published, OLD.created_at,
        OLD.last_update, OLD.has_variants, OLD.price_varies, OLD.is_available, OLD.current_price, OLD.rating_count,
        OLD.rating_average, least(OLD.inventory, 6)) IS DISTINCT FROM
        (NEW.id, NEW.title, NEW.title_key, NEW.slug, NEW.description, NEW.unit_price, NEW.compare_at_price,
        NEW.track_inventory, NEW.allow_backorder, NEW.collection_id, NEW.is_published, NEW.created_at,
        NEW.last_update, NEW.has_variants, NEW.price_varies, NEW.is_available, NEW.current_price, NEW.rating_count,
        NEW.rating_average, least(NEW.inventory, 6)))
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER products_version_stock AFTER UPDATE ON products
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.inventory, OLD.track_inventory, OLD.allow_backorder) IS DISTINCT FROM
        (NEW.id, NEW.inventory, NEW.track_inventory, NEW.allow_backorder))
    EXECUTE FUNCTION raise_versions('stock');
CREATE CONSTRAINT TRIGGER products_version_likes AFTER UPDATE ON products
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.like_count IS DISTINCT FROM NEW.like_count)
    EXECUTE FUNCTION raise_versions('feedback');

CREATE CONSTRAINT TRIGGER product_variants_version_rows AFTER INSERT OR DELETE ON product_variants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog', 'stock');
CREATE TRIGGER product_variants_version_truncate AFTER TRUNCATE ON product_variants FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog', 'stock');
CREATE CONSTRAINT TRIGGER product_variants_version_update AFTER UPDATE ON product_variants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.product_id, OLD.sku, OLD.option1, OLD.option2, OLD.option3, OLD.unit_price,
        OLD.compare_at_price, OLD.track_inventory, OLD.allow_backorder, OLD.image_id, OLD.position,
        least(OLD.inventory, 6)) IS DISTINCT FROM
        (NEW.id, NEW.product_id, NEW.sku, NEW.option1, NEW.option2, NEW.option3, NEW.unit_price,
        NEW.compare_at_price, NEW.track_inventory, NEW.allow_backorder, NEW.image_id, NEW.position,
        least(NEW.inventory, 6)))
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER product_variants_version_stock AFTER UPDATE ON product_variants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.product_id, OLD.inventory, OLD.track_inventory, OLD.allow_backorder) IS DISTINCT FROM
        (NEW.id, NEW.product_id, NEW.inventory, NEW.track_inventory, NEW.allow_backorder))
    EXECUTE FUNCTION raise_versions('stock');

CREATE CONSTRAINT TRIGGER product_options_version_rows AFTER INSERT OR DELETE ON product_options
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER product_options_version_truncate AFTER TRUNCATE ON product_options FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER product_options_version_update AFTER UPDATE ON product_options
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.product_id, OLD.position, OLD.name) IS DISTINCT FROM
        (NEW.id, NEW.product_id, NEW.position, NEW.name))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER product_images_version_rows AFTER INSERT OR DELETE ON product_images
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER product_images_version_truncate AFTER TRUNCATE ON product_images FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER product_images_version_update AFTER UPDATE ON product_images
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.product_id, OLD.media_id, OLD.position) IS DISTINCT FROM
        (NEW.id, NEW.product_id, NEW.media_id, NEW.position))
    EXECUTE FUNCTION raise_versions('catalog');

-- Also of a file that no product shows: another transaction may be giving it to one at this moment.
CREATE CONSTRAINT TRIGGER media_files_version_rows AFTER INSERT OR DELETE ON media_files
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER media_files_version_truncate AFTER TRUNCATE ON media_files FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER media_files_version_update AFTER UPDATE ON media_files
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.storage_key, OLD.width, OLD.height, OLD.alt, OLD.state) IS DISTINCT FROM
        (NEW.id, NEW.storage_key, NEW.width, NEW.height, NEW.alt, NEW.state))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER media_sizes_version_rows AFTER INSERT OR DELETE ON media_sizes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER media_sizes_version_truncate AFTER TRUNCATE ON media_sizes FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER media_sizes_version_update AFTER UPDATE ON media_sizes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.media_id, OLD.width, OLD.storage_key) IS DISTINCT FROM
        (NEW.id, NEW.media_id, NEW.width, NEW.storage_key))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER collections_version_rows AFTER INSERT OR DELETE ON collections
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER collections_version_truncate AFTER TRUNCATE ON collections FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER collections_version_update AFTER UPDATE ON collections
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.title, OLD.title_key, OLD.slug, OLD.description, OLD.parent_id, OLD.featured_product_id)
        IS DISTINCT FROM
        (NEW.id, NEW.title, NEW.title_key, NEW.slug, NEW.description, NEW.parent_id, NEW.featured_product_id))
    EXECUTE FUNCTION raise_versions('catalog');

-- Not how often a code was used, which every order with one changes.
CREATE CONSTRAINT TRIGGER promotions_version_rows AFTER INSERT OR DELETE ON promotions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER promotions_version_truncate AFTER TRUNCATE ON promotions FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER promotions_version_update AFTER UPDATE ON promotions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.description, OLD.kind, OLD.discount, OLD.code, OLD.starts_at, OLD.ends_at) IS DISTINCT FROM
        (NEW.id, NEW.description, NEW.kind, NEW.discount, NEW.code, NEW.starts_at, NEW.ends_at))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER promotion_products_version_rows AFTER INSERT OR DELETE ON promotion_products
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER promotion_products_version_truncate AFTER TRUNCATE ON promotion_products FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER promotion_products_version_update AFTER UPDATE ON promotion_products
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.promotion_id, OLD.product_id) IS DISTINCT FROM
        (NEW.promotion_id, NEW.product_id))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER tags_version_rows AFTER INSERT OR DELETE ON tags
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER tags_version_truncate AFTER TRUNCATE ON tags FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER tags_version_update AFTER UPDATE ON tags
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((OLD.id, OLD.label) IS DISTINCT FROM (NEW.id, NEW.label))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER tagged_items_version_rows AFTER INSERT OR DELETE ON tagged_items
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER tagged_items_version_truncate AFTER TRUNCATE ON tagged_items FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER tagged_items_version_update AFTER UPDATE ON tagged_items
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.tag_id, OLD.content_type, OLD.object_id) IS DISTINCT FROM
        (NEW.id, NEW.tag_id, NEW.content_type, NEW.object_id))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER slug_history_version_rows AFTER INSERT OR DELETE ON slug_history
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER slug_history_version_truncate AFTER TRUNCATE ON slug_history FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER slug_history_version_update AFTER UPDATE ON slug_history
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.content_type, OLD.object_id, OLD.slug) IS DISTINCT FROM
        (NEW.id, NEW.content_type, NEW.object_id, NEW.slug))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER search_documents_version_rows AFTER INSERT OR DELETE ON search_documents
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER search_documents_version_truncate AFTER TRUNCATE ON search_documents FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER search_documents_version_update AFTER UPDATE ON search_documents
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.content_type, OLD.object_id, OLD.title, OLD.keywords, OLD.body) IS DISTINCT FROM
        (NEW.id, NEW.content_type, NEW.object_id, NEW.title, NEW.keywords, NEW.body))
    EXECUTE FUNCTION raise_versions('catalog');

CREATE CONSTRAINT TRIGGER search_words_version_rows AFTER INSERT OR DELETE ON search_words
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('catalog');
CREATE TRIGGER search_words_version_truncate AFTER TRUNCATE ON search_words FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('catalog');
CREATE CONSTRAINT TRIGGER search_words_version_update AFTER UPDATE ON search_words
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((OLD.id, OLD.word) IS DISTINCT FROM (NEW.id, NEW.word))
    EXECUTE FUNCTION raise_versions('catalog');

-- Only what shoppers see.
CREATE CONSTRAINT TRIGGER reviews_version_insert AFTER INSERT ON reviews
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.approved) EXECUTE FUNCTION raise_versions('feedback');
CREATE CONSTRAINT TRIGGER reviews_version_delete AFTER DELETE ON reviews
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.approved) EXECUTE FUNCTION raise_versions('feedback');
CREATE TRIGGER reviews_version_truncate AFTER TRUNCATE ON reviews FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('feedback');
CREATE CONSTRAINT TRIGGER reviews_version_update AFTER UPDATE ON reviews
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((OLD.approved OR NEW.approved) AND
        (OLD.id, OLD.product_id, OLD.name, OLD.rating, OLD.description, OLD.date, OLD.approved) IS DISTINCT FROM
        (NEW.id, NEW.product_id, NEW.name, NEW.rating, NEW.description, NEW.date, NEW.approved))
    EXECUTE FUNCTION raise_versions('feedback');

-- Titles stand in the footer of every page.
CREATE CONSTRAINT TRIGGER pages_version_rows AFTER INSERT OR DELETE ON pages
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('content');
CREATE TRIGGER pages_version_truncate AFTER TRUNCATE ON pages FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('content');
CREATE CONSTRAINT TRIGGER pages_version_update AFTER UPDATE ON pages
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        (OLD.id, OLD.slug, OLD.title, OLD.body, OLD.position) IS DISTINCT FROM
        (NEW.id, NEW.slug, NEW.title, NEW.body, NEW.position))
    EXECUTE FUNCTION raise_versions('content');

-- Not when it was stored.
CREATE CONSTRAINT TRIGGER settings_version_rows AFTER INSERT OR DELETE ON settings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_versions('settings');
CREATE TRIGGER settings_version_truncate AFTER TRUNCATE ON settings FOR EACH STATEMENT
    EXECUTE FUNCTION raise_versions('settings');
CREATE CONSTRAINT TRIGGER settings_version_update AFTER UPDATE ON settings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((OLD.name, OLD.value) IS DISTINCT FROM (NEW.name, NEW.value))
    EXECUTE FUNCTION raise_versions('settings');
