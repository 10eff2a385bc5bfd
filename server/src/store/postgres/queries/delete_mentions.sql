-- Parameters: room id, seq, usernames.
-- Index: users' unique username, the primary key.
DELETE FROM mentions
WHERE room_id = $1 AND seq = $2 AND user_id IN (SELECT u.id FROM users u WHERE u.username = ANY ($3))
