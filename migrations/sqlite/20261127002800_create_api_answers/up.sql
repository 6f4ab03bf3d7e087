-- Answers of the API that are given again when the same request comes with the same key.
CREATE TABLE api_answers (
    caller TEXT NOT NULL,
    key TEXT NOT NULL CHECK (key <> ''),
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    location TEXT,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (caller, key)
) WITHOUT ROWID;
CREATE INDEX api_answers_created_at ON api_answers (created_at);
