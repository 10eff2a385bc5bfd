-- Leaves of a message only its place.
-- Parameters: room id, seq, deleted_at.
-- Index: the primary key.
UPDATE messages
SET content = '', image_id = NULL, deleted_at = $3, pinned_at = NULL, pinned_by = NULL
WHERE room_id = $1 AND seq = $2
