-- The message mentions everybody in the room.
-- Parameters: room id, seq, author's id.
INSERT INTO room_mentions (room_id, seq, author_id) VALUES ($1, $2, $3)
