-- Parameters: room id, seq, username.
-- Index: users' unique username, the primary key.
DELETE FROM mentions WHERE room_id = $1 AND seq = $2 AND user_id = (SELECT id FROM users WHERE username = $3)
