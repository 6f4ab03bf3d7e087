-- What was changed by whom, whatever way it was changed: append-only.
CREATE TABLE admin_log_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
    -- Who did it, as it was called then.
    actor TEXT NOT NULL DEFAULT '',
    -- Such as catalog.product.
    model TEXT NOT NULL CHECK (model <> ''),
    -- No foreign key: an entry outlives its object.
    object_id BIGINT NOT NULL,
    -- How the object was called then.
    label TEXT NOT NULL DEFAULT '' CHECK (length(label) <= 255),
    flag TEXT NOT NULL CHECK (flag IN ('add', 'change', 'delete')),
    -- The rows that differ, with values before and after: JSON.
    changes TEXT NOT NULL DEFAULT '[]',
    -- The way it was changed.
    source TEXT NOT NULL CHECK (source IN ('form', 'list', 'action', 'import', 'api', 'command')),
    created_at TIMESTAMP NOT NULL
);
-- Keys grow with time: each serves its list newest first.
CREATE INDEX admin_log_entries_object ON admin_log_entries (model, object_id, id);
CREATE INDEX admin_log_entries_model ON admin_log_entries (model, id);
CREATE INDEX admin_log_entries_user ON admin_log_entries (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX admin_log_entries_created ON admin_log_entries (created_at, id);
