-- A task may leave a file: its name in a folder that no address leads to, and when it is deleted.
ALTER TABLE admin_tasks ADD COLUMN file TEXT;
ALTER TABLE admin_tasks ADD COLUMN expires_at TIMESTAMP;
CREATE INDEX admin_tasks_expiring ON admin_tasks (expires_at) WHERE file IS NOT NULL;
-- What came in and what went back in a period, for the accounts.
CREATE INDEX payments_settled ON payments (settled_at, id) WHERE state = 'paid';
CREATE INDEX refunds_settled ON refunds (settled_at, id) WHERE state = 'succeeded';
