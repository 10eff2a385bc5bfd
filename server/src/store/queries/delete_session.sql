-- Changes: one row, or none when the user has no such session.
-- Parameters: user_id, session id.
-- Index: the primary key.
DELETE FROM sessions WHERE id = $2 AND user_id = $1
