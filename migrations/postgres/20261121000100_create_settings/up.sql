-- What staff change in the admin; a missing key means the value of the environment or the default.
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    value TEXT NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
