-- Keys with which other programs use the API.
CREATE TABLE api_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 150),
    -- The member of staff who answers for it: it never may what they may not.
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The part of the key that is shown, so that people recognise it.
    prefix TEXT NOT NULL CHECK (length(prefix) = 8),
    -- SHA-256 of the whole key. It has 256 bits of chance, which nobody finds by trying: a hash that is
    -- slow on purpose, as for passwords, would make every request slow and nothing safer.
    digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    last_used_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX api_keys_user ON api_keys (user_id, id);

CREATE TABLE api_key_permissions (
    api_key_id BIGINT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
    permission_id BIGINT NOT NULL REFERENCES permissions (id) ON DELETE CASCADE,
    PRIMARY KEY (api_key_id, permission_id)
);
CREATE INDEX api_key_permissions_permission ON api_key_permissions (permission_id);
