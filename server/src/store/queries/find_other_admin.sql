-- Result: one row when there is an admin, not deactivated, beside this one; else none.
-- Parameters: user_id.
-- Index: none (every user is looked at, until one fits).
SELECT id FROM users WHERE role = 1 AND deactivated_at IS NULL AND id <> $1 LIMIT 1
