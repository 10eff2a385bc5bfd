-- Result: room id, seq, last_reply_at and id of the first messages of the threads that a user began or has said
-- something in that still stands, in rooms that the user may read: the latest reply first.
-- Parameters: user id, the last_reply_at and id before which they are, limit.
-- Index: messages_by_thread_starter and messages_by_replier, which cover; then the primary keys.
SELECT t.room_id, t.seq, t.last_reply_at, t.id
FROM (SELECT b.room_id, b.seq
      FROM messages b
      WHERE b.author_id = $1 AND b.last_reply_at IS NOT NULL
      UNION
      SELECT c.room_id, c.thread_seq
      FROM messages c
      WHERE c.author_id = $1 AND c.thread_seq IS NOT NULL AND c.deleted_at IS NULL) own
JOIN messages t ON t.room_id = own.room_id AND t.seq = own.seq
JOIN rooms r ON r.id = t.room_id
WHERE t.last_reply_at IS NOT NULL AND (t.last_reply_at, t.id) < ($2, $3)
  AND (r.kind = 0 OR EXISTS (SELECT 1 FROM memberships p WHERE p.room_id = r.id AND p.user_id = $1))
ORDER BY t.last_reply_at DESC, t.id DESC
LIMIT $4
