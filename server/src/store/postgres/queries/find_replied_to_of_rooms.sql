-- Result: place from 1 in the parameters, and some messages as replies show them, with the author's id.
-- Parameters: room ids, seqs.
-- Index: the primary key, once for each message: OFFSET keeps the planner from reading the whole table.
SELECT p.place, m.id, m.seq, m.excerpt, m.author_id
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY p (room_id, seq, place)
CROSS JOIN LATERAL (SELECT c.id, c.seq, c.author_id,
                           CASE WHEN c.deleted_at IS NULL THEN substr(c.content, 1, 140) ELSE '' END AS excerpt
                    FROM messages c
                    WHERE c.room_id = p.room_id AND c.seq = p.seq
                    OFFSET 0) m
