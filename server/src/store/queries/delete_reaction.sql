-- Changes: one row, or none when the user has not reacted so.
-- Parameters: room id, seq, emoji, user id.
-- Index: the primary key.
DELETE FROM reactions WHERE room_id = $1 AND seq = $2 AND emoji = $3 AND user_id = $4
