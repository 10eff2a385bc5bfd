-- Result: some messages of one room as replies show them, with the author's id.
-- Parameters: room id, seqs.
-- Index: the primary key.
SELECT id, seq, CASE WHEN deleted_at IS NULL THEN substr(content, 1, 140) ELSE '' END, author_id
FROM messages
WHERE room_id = $1 AND seq = ANY ($2)
