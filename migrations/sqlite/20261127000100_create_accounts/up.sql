CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 150),
    email TEXT NOT NULL CHECK (length(email) <= 254),
    -- Lower case, for comparing.
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    first_name TEXT NOT NULL DEFAULT '' CHECK (length(first_name) <= 150),
    last_name TEXT NOT NULL DEFAULT '' CHECK (length(last_name) <= 150),
    is_active BOOLEAN NOT NULL DEFAULT TRUE CHECK (is_active IN (0, 1)),
    is_staff BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_staff IN (0, 1)),
    is_superuser BOOLEAN NOT NULL DEFAULT FALSE CHECK (is_superuser IN (0, 1)),
    date_joined TIMESTAMP NOT NULL,
    last_login TIMESTAMP,
    -- A session counts only while it carries this number: raising it signs the user out everywhere.
    session_version INTEGER NOT NULL DEFAULT 0,
    password_changed_at TIMESTAMP NOT NULL
);

CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 150)
);

-- Written by the program from its list of models; rows are never edited.
CREATE TABLE permissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    codename TEXT NOT NULL UNIQUE CHECK (codename <> ''),
    name TEXT NOT NULL
);

CREATE TABLE group_permissions (
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    permission_id BIGINT NOT NULL REFERENCES permissions (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, permission_id)
);
CREATE INDEX group_permissions_permission ON group_permissions (permission_id);

CREATE TABLE user_groups (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    group_id BIGINT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
);
CREATE INDEX user_groups_group ON user_groups (group_id);

CREATE TABLE user_permissions (
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    permission_id BIGINT NOT NULL REFERENCES permissions (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, permission_id)
);
CREATE INDEX user_permissions_permission ON user_permissions (permission_id);

CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    phone TEXT NOT NULL DEFAULT '' CHECK (length(phone) <= 255),
    birth_date DATE,
    membership TEXT NOT NULL DEFAULT 'B' CHECK (membership IN ('B', 'S', 'G')),
    photo_id BIGINT REFERENCES media_files (id) ON DELETE SET NULL
);
CREATE INDEX customers_photo ON customers (photo_id) WHERE photo_id IS NOT NULL;

CREATE TABLE addresses (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    customer_id BIGINT NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 255),
    street TEXT NOT NULL CHECK (length(street) BETWEEN 1 AND 255),
    line2 TEXT NOT NULL DEFAULT '' CHECK (length(line2) <= 255),
    city TEXT NOT NULL CHECK (length(city) BETWEEN 1 AND 255),
    zip TEXT NOT NULL DEFAULT '' CHECK (length(zip) <= 32),
    region TEXT NOT NULL DEFAULT '' CHECK (length(region) <= 255),
    -- ISO 3166-1 alpha-2, or empty.
    country TEXT NOT NULL DEFAULT '' CHECK (length(country) IN (0, 2))
);
CREATE INDEX addresses_customer ON addresses (customer_id, id);

-- Somebody asked for an account and has not yet followed the mailed link. The name is taken
-- meanwhile, also when the mail only says that there is an account already.
CREATE TABLE registrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- SHA-256 of the mailed token; empty until the mail is made.
    token_hash TEXT UNIQUE,
    username TEXT NOT NULL UNIQUE CHECK (length(username) BETWEEN 1 AND 150),
    email TEXT NOT NULL CHECK (length(email) <= 254),
    email_key TEXT NOT NULL,
    first_name TEXT NOT NULL DEFAULT '' CHECK (length(first_name) <= 150),
    last_name TEXT NOT NULL DEFAULT '' CHECK (length(last_name) <= 150),
    password_hash TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX registrations_expires ON registrations (expires_at);

-- Mailed links that work once.
CREATE TABLE account_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('password_reset', 'email_change')),
    -- SHA-256 of the mailed token.
    token_hash TEXT NOT NULL UNIQUE,
    -- The new address of an e-mail change.
    email TEXT NOT NULL DEFAULT '' CHECK (length(email) <= 254),
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX account_tokens_user ON account_tokens (user_id, purpose);
CREATE INDEX account_tokens_expires ON account_tokens (expires_at);

CREATE TABLE sessions (
    -- SHA-256 of the key in the cookie: who reads this table cannot take over a session.
    id TEXT NOT NULL PRIMARY KEY,
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    -- The browser in words, for the list of one's sessions.
    agent TEXT NOT NULL DEFAULT '',
    created_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX sessions_expires ON sessions (expires_at);

-- Attempts counted per account, address and device, see the throttle module.
CREATE TABLE throttles (
    name TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL CHECK (count >= 0),
    resets_at TIMESTAMP NOT NULL
);
CREATE INDEX throttles_resets ON throttles (resets_at);
