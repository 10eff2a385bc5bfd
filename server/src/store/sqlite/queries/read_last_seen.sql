-- Result: when a user was last seen; no row when they never were, or do not exist.
-- Parameters: user id.
-- Index: the primary key.
SELECT last_seen_at FROM users WHERE id = ?1 AND last_seen_at IS NOT NULL
