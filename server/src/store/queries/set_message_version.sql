-- Parameters: room id, seq, version.
-- Index: the primary key.
UPDATE messages SET version = $3 WHERE room_id = $1 AND seq = $2
