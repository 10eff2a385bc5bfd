-- Result: at most one row: the seq of the first message of the thread that a message of this room belongs to or would
-- begin, and those of the thread's first and last reply or nulls, if the viewer may read it.
-- Parameters: viewer's id, room id, message id.
-- Index: messages' unique id, the primary keys of rooms and memberships, messages_by_thread.
SELECT f.seq,
       (SELECT min(t.seq) FROM messages t WHERE t.room_id = $2 AND t.thread_seq = f.seq),
       (SELECT max(t.seq) FROM messages t WHERE t.room_id = $2 AND t.thread_seq = f.seq)
FROM (SELECT coalesce(m.thread_seq, m.seq) AS seq
      FROM messages m
      JOIN rooms r ON r.id = m.room_id
      WHERE m.id = $3 AND m.room_id = $2
        AND (r.kind = 0 OR EXISTS (SELECT 1 FROM memberships p WHERE p.room_id = r.id AND p.user_id = $1))) f
