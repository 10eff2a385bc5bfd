-- Result: how many messages of a room are pinned.
-- Parameters: room id.
-- Index: messages_by_pin.
SELECT count(*) FROM messages WHERE room_id = $1 AND pinned_at IS NOT NULL
