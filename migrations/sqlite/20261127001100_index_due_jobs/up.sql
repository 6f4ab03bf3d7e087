CREATE INDEX jobs_kind ON jobs (kind, run_at);
