-- An action on more objects than somebody waits for: done in parts, each in a transaction of its own
-- that also notes how far it is.
CREATE TABLE admin_tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    action TEXT NOT NULL,
    -- The address of the list as it was: which objects.
    query TEXT NOT NULL,
    -- What was entered on the page in between, as pairs in JSON.
    inputs TEXT NOT NULL,
    -- Objects are taken by ascending key up to the last one there was when it was started.
    last_key BIGINT NOT NULL,
    upto BIGINT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    message TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE INDEX admin_tasks_user ON admin_tasks (user_id, id);
