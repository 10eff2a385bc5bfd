-- Result: at most one row: the role of a user who is not deactivated.
-- Parameters: id.
-- Index: the primary key.
SELECT role FROM users WHERE id = $1 AND deactivated_at IS NULL
