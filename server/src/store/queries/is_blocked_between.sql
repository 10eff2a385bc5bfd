-- Result: a row for each of two users who has blocked the other.
-- Parameters: their ids.
-- Index: the primary key.
SELECT blocker_id FROM blocks WHERE blocker_id = $1 AND blocked_id = $2
UNION ALL
SELECT blocker_id FROM blocks WHERE blocker_id = $2 AND blocked_id = $1
