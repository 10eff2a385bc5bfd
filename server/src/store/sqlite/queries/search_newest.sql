-- Result: what search needs of the newest messages of all rooms before an id, newest first.
-- Parameters: message id, limit.
-- Index: messages_by_id, then the primary key.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM messages m INDEXED BY messages_by_id
WHERE m.id < ?1
ORDER BY m.id DESC
LIMIT ?2
