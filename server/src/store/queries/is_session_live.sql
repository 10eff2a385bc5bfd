-- Result: one row when the user, not deactivated, has the session; else none.
-- Parameters: user_id, session id.
-- Index: the primary keys of sessions and users.
SELECT 1
FROM sessions s
JOIN users u ON u.id = s.user_id
WHERE s.id = $2 AND s.user_id = $1 AND u.deactivated_at IS NULL
