-- Parameters: user_id, role, deactivated, now.
-- Index: the primary key.
UPDATE users
SET role = $2, deactivated_at = CASE WHEN $3 THEN coalesce(deactivated_at, $4) END
WHERE id = $1
