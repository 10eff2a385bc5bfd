-- Result: the messages of a range with the highest seqs, descending, alone: joins to whom and what they name
-- would take longer to plan than all the rest takes to run.
-- Parameters: room id, first seq, last seq, limit.
-- Index: the primary key's range, backwards.
SELECT id, room_id, seq, version, content, client_id, created_at, edited_at, deleted_at, pinned_at, pinned_by,
       thread_seq, reply_count, last_reply_at, author_id, image_id, reply_to_seq
FROM messages
WHERE room_id = $1 AND seq BETWEEN $2 AND $3
ORDER BY seq DESC
LIMIT $4
