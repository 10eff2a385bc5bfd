-- Result: at most one row: what search needs of a message.
-- Parameters: room id, seq.
-- Index: the primary key.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM messages m
WHERE m.room_id = ?1 AND m.seq = ?2
