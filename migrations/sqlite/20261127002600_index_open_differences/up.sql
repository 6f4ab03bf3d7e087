-- The list of staff begins with what nobody has looked at yet, newest first.
CREATE INDEX payment_differences_open_first ON payment_differences ((resolved_at IS NULL), id);
