DROP TABLE admin_tasks;
