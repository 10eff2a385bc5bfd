-- Result: the places from 1 of those rooms whose newest messages, as many as the limit, have all changed after a version.
-- Parameters: room ids, versions, limit.
-- Index: the primary key's range of each room, backwards.
SELECT p.place
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY p (room_id, after, place)
CROSS JOIN LATERAL (SELECT count(*) AS messages, min(c.version) AS oldest
                    FROM (SELECT version FROM messages WHERE room_id = p.room_id ORDER BY seq DESC LIMIT $3) c) n
WHERE n.messages = $3 AND n.oldest > p.after
