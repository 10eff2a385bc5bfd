-- Result: a row for each member of a room who has blocked the user or is deactivated.
-- Parameters: room id, user id.
-- Index: the primary keys of memberships, users and blocks.
SELECT o.user_id
FROM memberships o
JOIN users u ON u.id = o.user_id
LEFT JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = $2
WHERE o.room_id = $1 AND (b.blocker_id IS NOT NULL OR u.deactivated_at IS NOT NULL)
