-- Result: of each of some rooms the messages changed after a version, those with the highest seq, with author, image
-- and what they reply to: by the rooms' places in the parameters, then descending seq. Only as many rooms as bytes of
-- text are wanted in all, but of the first that has changed all.
-- Parameters: room ids and versions (sqlite/connection.hpp), limit of each room, bytes.
-- Index: the primary key for the newest of each room, messages_by_change for those before, which covers the choice of
-- their seqs (0012_index_changes_alone). Of messages as they were posted versions ascend with seqs: when one of the
-- newest as many as the limit is not after the version, none before them is. Then the primary keys.
WITH chosen AS (
    SELECT p.key AS place, c.room_id, c.seq, length(CAST(c.content AS BLOB)) AS bytes
    FROM json_each(?2) p
    CROSS JOIN rooms r ON r.id = substr(?1, 1 + 16 * p.key, 16)
    CROSS JOIN messages c
        ON c.room_id = r.id
       AND c.seq IN (SELECT seq
                     FROM (SELECT v.seq
                           FROM messages v
                           WHERE v.room_id = r.id AND v.seq > r.last_seq - min(?3, r.version - p.value) AND v.version > p.value
                           UNION ALL
                           SELECT v.seq
                           FROM messages v INDEXED BY messages_by_change
                           WHERE v.room_id = r.id AND v.changed AND v.version > p.value
                             AND v.seq <= r.last_seq - min(?3, r.version - p.value))
                     ORDER BY seq DESC
                     LIMIT ?3)
), measured AS (
    SELECT place, room_id, seq, sum(bytes) OVER (ORDER BY place) AS bytes_so_far,
           sum(bytes) OVER (PARTITION BY place) AS bytes_of_room
    FROM chosen
)
SELECT m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at,
       m.pinned_at, m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at,
       a.id, a.username, a.display_name, a.avatar_url,
       i.width, i.height, i.placeholder,
       q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       b.id, b.username, b.display_name, b.avatar_url
FROM measured f
CROSS JOIN messages m ON m.room_id = f.room_id AND m.seq = f.seq
CROSS JOIN users a ON a.id = m.author_id
LEFT JOIN images i ON i.id = m.image_id
LEFT JOIN messages q ON q.room_id = m.room_id AND q.seq = m.reply_to_seq
LEFT JOIN users b ON b.id = q.author_id
WHERE f.bytes_so_far <= ?4 OR f.bytes_so_far = f.bytes_of_room
ORDER BY f.place, m.seq DESC
