DROP TABLE import_changes;
DROP TABLE import_runs;
