-- The first message of a thread of which a reply has just been deleted: its last reply is the last that stands.
-- Parameters: room id, seq, version.
-- Index: the primary key, messages_by_thread.
UPDATE messages
SET version = $3, reply_count = reply_count - 1,
    last_reply_at = (SELECT r.created_at
                     FROM messages r
                     WHERE r.room_id = $1 AND r.thread_seq = $2 AND r.deleted_at IS NULL
                     ORDER BY r.seq DESC
                     LIMIT 1)
WHERE room_id = $1 AND seq = $2
