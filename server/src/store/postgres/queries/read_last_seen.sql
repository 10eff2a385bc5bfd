-- Result: user id and last_seen_at of those of some users who were ever seen.
-- Parameters: user ids.
-- Index: the primary key.
SELECT id, last_seen_at FROM users WHERE id = ANY ($1) AND last_seen_at IS NOT NULL
