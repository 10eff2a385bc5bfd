-- Pins a message or, with nulls, unpins it.
-- Parameters: room id, seq, pinned_at, pinned_by.
-- Index: the primary key.
UPDATE messages SET pinned_at = $3, pinned_by = $4 WHERE room_id = $1 AND seq = $2
