CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    label TEXT NOT NULL UNIQUE CHECK (length(label) BETWEEN 1 AND 255)
);

CREATE TABLE tagged_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    content_type TEXT NOT NULL CHECK (content_type <> ''),
    object_id BIGINT NOT NULL,
    UNIQUE (tag_id, content_type, object_id)
);
CREATE INDEX tagged_items_object ON tagged_items (content_type, object_id);
