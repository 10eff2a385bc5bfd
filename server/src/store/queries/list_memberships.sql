-- Result: each member's id and membership.
-- Parameters: room id.
-- Index: the primary keys of memberships, rooms and mentions.
SELECT m.user_id, m.role, m.last_read_seq, r.last_seq - m.last_read_seq - m.exempt_count, m.muted, m.notifications,
       (SELECT count(*) FROM mentions n
        WHERE n.user_id = m.user_id AND n.room_id = m.room_id AND n.seq > m.last_read_seq)
       + (SELECT count(*) FROM room_mentions n
          WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND n.author_id <> m.user_id)
FROM memberships m
JOIN rooms r ON r.id = m.room_id
WHERE m.room_id = $1
