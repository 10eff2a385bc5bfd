-- Result: of each of some rooms the messages changed after a version, those with the highest seq: by the rooms' places
-- in the parameters, then descending seq. Only as many rooms as bytes of text are wanted in all, but of the first that
-- has changed all.
-- Parameters: room ids, versions, for each room 1 if all its newest messages are known to have changed, else 0, limit
-- of each room, bytes.
-- Index: messages_by_version, or the primary key for the newest ones. Otherwise that would be taken by the planner too,
-- in whose order they would come, and all older messages would be looked at for more: the + 0 hides that order. Then
-- the primary key, once for each message: OFFSET keeps the planner from reading the whole table.
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at, m.pinned_at,
       m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at, m.author_id, m.image_id, m.reply_to_seq
FROM (SELECT p.place, v.room_id, v.seq, sum(v.bytes) OVER (ORDER BY p.place) AS bytes_so_far,
             sum(v.bytes) OVER (PARTITION BY p.place) AS bytes_of_room
      FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) WITH ORDINALITY p (room_id, after, newest, place)
      CROSS JOIN LATERAL (
          (SELECT c.room_id, c.seq, octet_length(c.content) AS bytes
           FROM messages c
           WHERE p.newest = 0 AND c.room_id = p.room_id AND c.version > p.after
           ORDER BY c.seq + 0 DESC
           LIMIT $4)
          UNION ALL
          (SELECT c.room_id, c.seq, octet_length(c.content) AS bytes
           FROM messages c
           WHERE p.newest = 1 AND c.room_id = p.room_id
           ORDER BY c.seq DESC
           LIMIT $4)) v) f
CROSS JOIN LATERAL (SELECT * FROM messages c WHERE c.room_id = f.room_id AND c.seq = f.seq OFFSET 0) m
WHERE f.bytes_so_far <= $5 OR f.bytes_so_far = f.bytes_of_room
ORDER BY f.place, m.seq DESC
