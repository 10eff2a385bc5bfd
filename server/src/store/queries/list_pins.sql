-- Result: the seqs of the pinned messages of a room, the latest pin first.
-- Parameters: room id, limit.
-- Index: messages_by_pin.
SELECT seq
FROM messages
WHERE room_id = $1 AND pinned_at IS NOT NULL
ORDER BY pinned_at DESC, seq DESC
LIMIT $2
