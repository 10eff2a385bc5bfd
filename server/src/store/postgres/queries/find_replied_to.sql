-- Result: some messages of one room as replies show them.
-- Parameters: room id, seqs.
-- Index: the primary keys of messages and users.
SELECT q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       b.id, b.username, b.display_name, b.avatar_url
FROM messages q
JOIN users b ON b.id = q.author_id
WHERE q.room_id = $1 AND q.seq = ANY ($2)
