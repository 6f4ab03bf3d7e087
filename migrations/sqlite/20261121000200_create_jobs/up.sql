CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    arguments TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
    -- At most one queued job per key: asking twice for the same work queues it once.
    unique_key TEXT,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    run_at TIMESTAMP NOT NULL,
    created_at TIMESTAMP NOT NULL,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    -- A running job whose lease has passed belongs to a worker that died, and is taken again.
    leased_until TIMESTAMP,
    error TEXT
);
CREATE INDEX jobs_due ON jobs (run_at, id) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (leased_until) WHERE state = 'running';
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state = 'done';
CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE state = 'queued';

-- When each periodic job runs next, shared by all processes.
CREATE TABLE schedules (
    name TEXT NOT NULL PRIMARY KEY,
    next_run_at TIMESTAMP NOT NULL
);
