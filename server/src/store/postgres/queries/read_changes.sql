-- Result: of each of some rooms the messages changed after a version, those with the highest seq: by the rooms' places
-- in the parameters, then descending seq. Only as many rooms as bytes of text are wanted in all, but of the first that
-- has changed all.
-- Parameters: room ids, versions, for each room 1 if all its newest messages are known to have changed, else 0, limit
-- of each room, bytes.
-- Index: the primary key for the newest of each room, messages_by_change for those before (0012_index_changes_alone). Of
-- messages as they were posted versions ascend with seqs: when one of the newest as many as the limit is not after the
-- version, none before them is. By their seqs the others too would be found by the primary key, all older messages
-- being looked at for more: OFFSET hides that order. Then the primary key, once for each message, OFFSET keeping the
-- planner from reading the whole table.
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at, m.pinned_at,
       m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at, m.author_id, m.image_id, m.reply_to_seq
FROM (SELECT p.place, v.room_id, v.seq, sum(v.bytes) OVER (ORDER BY p.place) AS bytes_so_far,
             sum(v.bytes) OVER (PARTITION BY p.place) AS bytes_of_room
      FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) WITH ORDINALITY p (room_id, after, newest, place)
      JOIN rooms r ON r.id = p.room_id
      CROSS JOIN LATERAL (
          SELECT c.room_id, c.seq, octet_length(c.content) AS bytes
          FROM messages c
          WHERE c.room_id = p.room_id AND c.seq > r.last_seq - least($4, r.version - p.after) AND c.version > p.after
          UNION ALL
          (SELECT c.room_id, c.seq, octet_length(c.content) AS bytes
           FROM messages c
           WHERE p.newest = 0 AND c.room_id = p.room_id AND c.changed AND c.version > p.after
             AND c.seq <= r.last_seq - least($4, r.version - p.after)
           OFFSET 0)
          ORDER BY seq DESC
          LIMIT $4) v) f
CROSS JOIN LATERAL (SELECT * FROM messages c WHERE c.room_id = f.room_id AND c.seq = f.seq OFFSET 0) m
WHERE f.bytes_so_far <= $5 OR f.bytes_so_far = f.bytes_of_room
ORDER BY f.place, m.seq DESC
