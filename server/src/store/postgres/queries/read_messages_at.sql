-- Result: the messages at some places, alone, by room and ascending seq.
-- Parameters: room ids, seqs.
-- Index: the primary key, once for each place: OFFSET keeps the planner from reading the whole table.
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at,
       m.pinned_at, m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at, m.author_id, m.image_id, m.reply_to_seq
FROM unnest($1::uuid[], $2::bigint[]) p (room_id, seq)
CROSS JOIN LATERAL (SELECT * FROM messages c WHERE c.room_id = p.room_id AND c.seq = p.seq OFFSET 0) m
ORDER BY m.room_id, m.seq
