-- Result: the ids of everybody who has blocked the user.
-- Parameters: user id.
-- Index: blocks_by_blocked.
SELECT blocker_id FROM blocks WHERE blocked_id = $1
