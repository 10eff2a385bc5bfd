-- Result: place from 1 in the parameters, emoji and user id of the reactions to some messages: by place, then by
-- the time of the reaction.
-- Parameters: room ids, seqs.
-- Index: the primary key, once for each message: OFFSET keeps the planner from reading the whole table.
SELECT p.place, r.emoji, r.user_id
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY p (room_id, seq, place)
CROSS JOIN LATERAL (SELECT emoji, user_id, created_at FROM reactions c
                    WHERE c.room_id = p.room_id AND c.seq = p.seq
                    OFFSET 0) r
ORDER BY p.place, r.created_at, r.emoji, r.user_id
