-- Result: how many messages the user has saved of rooms that the user may see.
-- Parameters: user id.
-- Index: the primary keys of saved_messages, rooms and memberships.
SELECT count(*)
FROM saved_messages s
JOIN rooms r ON r.id = s.room_id
LEFT JOIN memberships m ON m.room_id = s.room_id AND m.user_id = s.user_id
WHERE s.user_id = $1 AND (r.kind = 0 OR m.user_id IS NOT NULL)
