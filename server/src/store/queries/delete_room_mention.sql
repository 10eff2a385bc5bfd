-- Parameters: room id, seq.
-- Index: the primary key.
DELETE FROM room_mentions WHERE room_id = $1 AND seq = $2
