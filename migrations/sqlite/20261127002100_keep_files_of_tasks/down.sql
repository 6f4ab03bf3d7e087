DROP INDEX refunds_settled;
DROP INDEX payments_settled;
DROP INDEX admin_tasks_expiring;
ALTER TABLE admin_tasks DROP COLUMN expires_at;
ALTER TABLE admin_tasks DROP COLUMN file;
