-- Result: at most one row: what changing a message depends on.
-- Parameters: room id, message id.
-- Index: messages' unique id.
SELECT seq, author_id, deleted_at IS NOT NULL, content, pinned_at IS NOT NULL, thread_seq
FROM messages
WHERE id = $2 AND room_id = $1
