CREATE TABLE collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
    title_key TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE CHECK (slug <> '' AND slug NOT GLOB '*[^A-Za-z0-9_-]*'),
    description TEXT NOT NULL DEFAULT '',
    parent_id BIGINT REFERENCES collections (id) DEFERRABLE INITIALLY DEFERRED CHECK (parent_id <> id),
    featured_product_id BIGINT REFERENCES products (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX collections_parent ON collections (parent_id);
CREATE INDEX collections_featured_product ON collections (featured_product_id);

CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
    title_key TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE CHECK (length(slug) <= 50) CHECK (slug <> '' AND slug NOT GLOB '*[^A-Za-z0-9_-]*'),
    description TEXT,
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    compare_at_price BIGINT CHECK (compare_at_price >= 0),
    inventory INTEGER NOT NULL DEFAULT 0 CHECK (inventory >= 0),
    track_inventory BOOLEAN NOT NULL DEFAULT TRUE CHECK (track_inventory IN (0, 1)),
    allow_backorder BOOLEAN NOT NULL DEFAULT FALSE CHECK (allow_backorder IN (0, 1)),
    collection_id BIGINT NOT NULL REFERENCES collections (id) DEFERRABLE INITIALLY DEFERRED,
    is_published BOOLEAN NOT NULL DEFAULT TRUE CHECK (is_published IN (0, 1)),
    created_at TIMESTAMP NOT NULL,
    last_update TIMESTAMP NOT NULL,
    -- Derived, kept by the program in the transaction of the change (see the catalog module).
    has_variants BOOLEAN NOT NULL DEFAULT FALSE CHECK (has_variants IN (0, 1)),
    price_varies BOOLEAN NOT NULL DEFAULT FALSE CHECK (price_varies IN (0, 1)),
    is_available BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_available IN (0, 1)),
    current_price BIGINT NOT NULL CHECK (current_price >= 0),
    rating_count INTEGER NOT NULL DEFAULT 0 CHECK (rating_count >= 0),
    -- Mean rating in hundredths of a star, 0 without ratings.
    rating_average INTEGER NOT NULL DEFAULT 0 CHECK (rating_average BETWEEN 0 AND 500)
);
CREATE INDEX products_collection ON products (collection_id);
CREATE INDEX products_last_update ON products (last_update, id);

CREATE TABLE product_options (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 3),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    UNIQUE (product_id, position)
);

CREATE TABLE product_images (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    media_id BIGINT NOT NULL REFERENCES media_files (id) ON DELETE CASCADE,
    position INTEGER NOT NULL DEFAULT 0 CHECK (position >= 0)
);
CREATE INDEX product_images_product ON product_images (product_id, position, id);
CREATE INDEX product_images_media ON product_images (media_id);

CREATE TABLE product_variants (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    sku TEXT UNIQUE CHECK (length(sku) BETWEEN 1 AND 255),
    option1 TEXT NOT NULL DEFAULT '' CHECK (length(option1) <= 255),
    option2 TEXT NOT NULL DEFAULT '' CHECK (length(option2) <= 255),
    option3 TEXT NOT NULL DEFAULT '' CHECK (length(option3) <= 255),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    compare_at_price BIGINT CHECK (compare_at_price >= 0),
    inventory INTEGER NOT NULL DEFAULT 0 CHECK (inventory >= 0),
    track_inventory BOOLEAN NOT NULL DEFAULT TRUE CHECK (track_inventory IN (0, 1)),
    allow_backorder BOOLEAN NOT NULL DEFAULT FALSE CHECK (allow_backorder IN (0, 1)),
    image_id BIGINT REFERENCES product_images (id) ON DELETE SET NULL,
    position INTEGER NOT NULL DEFAULT 0 CHECK (position >= 0),
    UNIQUE (product_id, option1, option2, option3)
);
CREATE INDEX product_variants_image ON product_variants (image_id) WHERE image_id IS NOT NULL;

-- Append-only: what a product cost and when. The lowest price of the last 30 days
-- (Directive 98/6/EC, article 6a) is read from it.
CREATE TABLE price_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    product_id BIGINT NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    current_price BIGINT NOT NULL CHECK (current_price >= 0),
    changed_at TIMESTAMP NOT NULL
);
CREATE INDEX price_changes_product ON price_changes (product_id, id);

-- Former slugs, answered with a permanent redirect.
CREATE TABLE slug_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    content_type TEXT NOT NULL CHECK (content_type <> ''),
    object_id BIGINT NOT NULL,
    slug TEXT NOT NULL CHECK (slug <> ''),
    UNIQUE (content_type, slug)
);
CREATE INDEX slug_history_object ON slug_history (content_type, object_id);
