-- Result: a row for each member of a room who has blocked the user.
-- Parameters: room id, user id.
-- Index: the primary keys of memberships and blocks.
SELECT b.blocker_id
FROM memberships o
JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = $2
WHERE o.room_id = $1
