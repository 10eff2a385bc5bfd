-- Changes: one row, or none when the user has not saved the message.
-- Parameters: user id, room id, seq.
-- Index: the primary key.
DELETE FROM saved_messages WHERE user_id = $1 AND room_id = $2 AND seq = $3
