CREATE TABLE import_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL CHECK (format <> ''),
    state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'undone')),
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    -- Rows of the file, by what became of them.
    created_rows BIGINT NOT NULL DEFAULT 0 CHECK (created_rows >= 0),
    changed_rows BIGINT NOT NULL DEFAULT 0 CHECK (changed_rows >= 0),
    unchanged_rows BIGINT NOT NULL DEFAULT 0 CHECK (unchanged_rows >= 0),
    refused_rows BIGINT NOT NULL DEFAULT 0 CHECK (refused_rows >= 0)
);

-- What a run did to each object, so that it can be undone: JSON before (empty when the run made it)
-- and after, to tell whether somebody has changed it since.
CREATE TABLE import_changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    run_id BIGINT NOT NULL REFERENCES import_runs (id) ON DELETE CASCADE,
    content_type TEXT NOT NULL CHECK (content_type <> ''),
    object_id BIGINT NOT NULL,
    before_state TEXT,
    after_state TEXT NOT NULL
);
CREATE INDEX import_changes_run ON import_changes (run_id, content_type, id);
