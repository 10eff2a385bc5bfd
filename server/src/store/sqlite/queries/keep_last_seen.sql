-- Changes: one row, or none when there is no such user or a later time is known.
-- Parameters: user id, last_seen_at.
-- Index: the primary key.
UPDATE users SET last_seen_at = ?2 WHERE id = ?1 AND (last_seen_at IS NULL OR last_seen_at < ?2)
