-- Result: what search needs of the messages of a room with versions in a range, ascending version.
-- Parameters: room id, the version before the first, the last version, limit.
-- Index: messages_by_version, then the primary key.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM messages m INDEXED BY messages_by_version
WHERE m.room_id = ?1 AND m.version > ?2 AND m.version <= ?3
ORDER BY m.version
LIMIT ?4
