-- Changes: one row, or none when the user has saved the message already.
-- Parameters: user id, room id, seq, saved_at.
-- Index: the primary key.
INSERT INTO saved_messages (user_id, room_id, seq, saved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
