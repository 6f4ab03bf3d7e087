DROP TABLE admin_log_entries;
