-- Result: what search needs of the messages at some places.
-- Parameters: room ids, seqs.
-- Index: the primary key, once for each place: OFFSET keeps the planner from reading the whole table.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted
FROM unnest($1::uuid[], $2::bigint[]) p (room_id, seq)
CROSS JOIN LATERAL (SELECT c.id, c.room_id, c.seq, c.version, c.author_id, c.content,
                           c.deleted_at IS NOT NULL AS deleted
                    FROM messages c
                    WHERE c.room_id = p.room_id AND c.seq = p.seq
                    OFFSET 0) m
