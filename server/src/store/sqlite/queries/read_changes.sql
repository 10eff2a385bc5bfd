-- Result: the messages changed after a version, those with the highest seq, descending seq, with author,
-- image and what they reply to.
-- Parameters: room id, version, limit.
-- Index: messages_by_version, which covers the choice of the seqs; then the primary keys.
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at,
       m.pinned_at, m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at,
       a.id, a.username, a.display_name, a.avatar_url,
       i.width, i.height, i.placeholder,
       q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       b.id, b.username, b.display_name, b.avatar_url
FROM (SELECT c.seq
      FROM messages c INDEXED BY messages_by_version
      WHERE c.room_id = ?1 AND c.version > ?2
      ORDER BY c.seq DESC
      LIMIT ?3) chosen
CROSS JOIN messages m ON m.room_id = ?1 AND m.seq = chosen.seq
CROSS JOIN users a ON a.id = m.author_id
LEFT JOIN images i ON i.id = m.image_id
LEFT JOIN messages q ON q.room_id = m.room_id AND q.seq = m.reply_to_seq
LEFT JOIN users b ON b.id = q.author_id
ORDER BY m.seq DESC
