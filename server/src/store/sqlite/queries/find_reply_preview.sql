-- Result: at most one row: a message of this room, as a reply shows it.
-- Parameters: room id, message id.
-- Index: messages_by_id, then the primary keys of messages and users.
SELECT q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       u.id, u.username, u.display_name, u.avatar_url
FROM messages q
JOIN users u ON u.id = q.author_id
WHERE q.id = ?2 AND q.room_id = ?1
