-- Result: at most one row: the seq of a message of this room, if the viewer may read it.
-- Parameters: viewer's id, room id, message id.
-- Index: messages' unique id, the primary keys of rooms and memberships.
SELECT m.seq
FROM messages m
JOIN rooms r ON r.id = m.room_id
WHERE m.id = $3 AND m.room_id = $2
  AND (r.kind = 0 OR EXISTS (SELECT 1 FROM memberships p WHERE p.room_id = r.id AND p.user_id = $1))
