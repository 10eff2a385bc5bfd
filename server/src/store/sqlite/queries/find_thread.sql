-- Result: at most one row: the seq of the first message of the thread that a message of this room belongs to or would
-- begin, and whether that is deleted.
-- Parameters: room id, message id.
-- Index: messages_by_id, then the primary key.
SELECT f.seq, f.deleted_at IS NOT NULL
FROM messages m
CROSS JOIN messages f ON f.room_id = m.room_id AND f.seq = coalesce(m.thread_seq, m.seq)
WHERE m.id = ?2 AND m.room_id = ?1
