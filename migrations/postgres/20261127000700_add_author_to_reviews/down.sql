DROP INDEX reviews_waiting;
DROP INDEX reviews_user;
ALTER TABLE reviews DROP COLUMN user_id;
