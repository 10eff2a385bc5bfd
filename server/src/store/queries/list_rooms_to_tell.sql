-- Result: ids of the user's rooms, those with the latest messages first.
-- Parameters: user id, limit.
-- Index: memberships_by_user, the primary key of rooms.
SELECT r.id
FROM memberships m
JOIN rooms r ON r.id = m.room_id
WHERE m.user_id = $1
ORDER BY COALESCE(r.last_message_at, r.created_at) DESC
LIMIT $2
