-- Result: the messages at some places with author, image and what they reply to, in the order of the places.
-- Parameters: the places' room ids, of 16 bytes each, side by side; a JSON array of their seqs.
-- Index: the primary keys, once for each place.
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at,
       m.pinned_at, m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at,
       a.id, a.username, a.display_name, a.avatar_url,
       i.width, i.height, i.placeholder,
       q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       b.id, b.username, b.display_name, b.avatar_url
FROM json_each(?2) p
CROSS JOIN messages m ON m.room_id = substr(?1, 16 * p.key + 1, 16) AND m.seq = p.value
CROSS JOIN users a ON a.id = m.author_id
LEFT JOIN images i ON i.id = m.image_id
LEFT JOIN messages q ON q.room_id = m.room_id AND q.seq = m.reply_to_seq
LEFT JOIN users b ON b.id = q.author_id
ORDER BY p.key
