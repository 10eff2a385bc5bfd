-- Result: the messages changed after a version, those with the highest seq, descending seq.
-- Parameters: room id, version, limit.
-- Index: messages_by_version. By the primary key, in whose order they would come, all older messages would be
-- looked at for more: the + 0 hides that order.
SELECT id, room_id, seq, version, content, client_id, created_at, edited_at, deleted_at, pinned_at, pinned_by,
       thread_seq, reply_count, last_reply_at, author_id, image_id, reply_to_seq
FROM messages
WHERE room_id = $1 AND version > $2
ORDER BY seq + 0 DESC
LIMIT $3
