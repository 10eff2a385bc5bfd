-- Changes: one row, or none when there is no such session or a later use is known.
-- Parameters: session id, last_used_at.
-- Index: the primary key.
UPDATE sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2
