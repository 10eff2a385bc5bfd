-- Result: what search needs of the messages of a room with versions in a range, ascending version.
-- Parameters: room id, the version before the first, the last version, limit.
-- Index: messages_by_version.
SELECT id, room_id, seq, version, author_id, content, deleted_at IS NOT NULL
FROM messages
WHERE room_id = $1 AND version > $2 AND version <= $3
ORDER BY version
LIMIT $4
