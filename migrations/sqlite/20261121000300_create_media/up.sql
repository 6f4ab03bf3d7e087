CREATE TABLE media_files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- Where the bytes are; empty while a remote picture is waiting to be fetched.
    storage_key TEXT NOT NULL DEFAULT '',
    content_type TEXT NOT NULL DEFAULT '',
    byte_size BIGINT NOT NULL DEFAULT 0 CHECK (byte_size >= 0),
    width INTEGER NOT NULL DEFAULT 0 CHECK (width >= 0),
    height INTEGER NOT NULL DEFAULT 0 CHECK (height >= 0),
    alt TEXT NOT NULL DEFAULT '',
    source_url TEXT,
    state TEXT NOT NULL CHECK (state IN ('ready', 'waiting', 'failed')),
    error TEXT,
    created_at TIMESTAMP NOT NULL,
    CHECK (state <> 'ready' OR storage_key <> '')
);
-- Not unique: the same bytes may show two products, each with words of its own.
CREATE INDEX media_files_storage_key ON media_files (storage_key) WHERE storage_key <> '';
CREATE INDEX media_files_source_url ON media_files (source_url) WHERE source_url IS NOT NULL;

CREATE TABLE media_sizes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    media_id BIGINT NOT NULL REFERENCES media_files (id) ON DELETE CASCADE,
    width INTEGER NOT NULL CHECK (width > 0),
    height INTEGER NOT NULL CHECK (height > 0),
    storage_key TEXT NOT NULL CHECK (storage_key <> ''),
    UNIQUE (media_id, width)
);
CREATE INDEX media_sizes_storage_key ON media_sizes (storage_key);
