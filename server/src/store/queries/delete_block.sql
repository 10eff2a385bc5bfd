-- Changes: one row, or none when that person was not blocked.
-- Parameters: blocker id, blocked id.
-- Index: the primary key.
DELETE FROM blocks WHERE blocker_id = $1 AND blocked_id = $2
