-- Result: the seqs of the replies of a thread that come last before a seq, descending.
-- Parameters: room id, the first message's seq, seq, limit.
-- Index: messages_by_thread, which covers.
SELECT seq FROM messages WHERE room_id = $1 AND thread_seq = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4
