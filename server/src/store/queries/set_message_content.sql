-- Parameters: room id, seq, content, image_id, edited_at.
-- Index: the primary key.
UPDATE messages SET content = $3, image_id = $4, edited_at = $5 WHERE room_id = $1 AND seq = $2
