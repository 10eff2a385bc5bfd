-- Result: one row when the user has saved the message, else none.
-- Parameters: user id, room id, seq.
-- Index: the primary key.
SELECT 1 FROM saved_messages WHERE user_id = $1 AND room_id = $2 AND seq = $3
