-- Result: the ids of the user's rooms whose end the marker has not reached.
-- Parameters: user id.
-- Index: memberships_by_user, the primary key of rooms.
SELECT m.room_id
FROM memberships m
JOIN rooms r ON r.id = m.room_id
WHERE m.user_id = $1 AND m.last_read_seq < r.last_seq
