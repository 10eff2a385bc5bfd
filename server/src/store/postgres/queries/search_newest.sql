-- Result: what search needs of the newest messages of all rooms before an id, newest first.
-- Parameters: message id, limit.
-- Index: that of the ids.
SELECT id, room_id, seq, version, author_id, content, deleted_at IS NOT NULL
FROM messages
WHERE id < $1
ORDER BY id DESC
LIMIT $2
