-- Result: the messages of a range with author, image and what they reply to, ascending seq.
-- Parameters: room id, first seq, last seq.
-- Index: the primary key's range, then the primary keys of users and images.
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at,
       m.pinned_at, m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at,
       a.id, a.username, a.display_name, a.avatar_url,
       i.width, i.height, i.placeholder,
       q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       b.id, b.username, b.display_name, b.avatar_url
FROM messages m
CROSS JOIN users a ON a.id = m.author_id
LEFT JOIN images i ON i.id = m.image_id
LEFT JOIN messages q ON q.room_id = m.room_id AND q.seq = m.reply_to_seq
LEFT JOIN users b ON b.id = q.author_id
WHERE m.room_id = ?1 AND m.seq BETWEEN ?2 AND ?3
ORDER BY m.seq
