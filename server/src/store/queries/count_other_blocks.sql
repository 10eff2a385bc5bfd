-- Result: how many people but this one the user has blocked.
-- Parameters: blocker id, blocked id.
-- Index: the primary key.
SELECT count(*) FROM blocks WHERE blocker_id = $1 AND blocked_id <> $2
