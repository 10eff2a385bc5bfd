-- Result: the viewer's rooms and memberships, the one with the latest message (else the latest made) first.
-- Parameters: viewer's id.
-- Index: memberships_by_user, then the primary keys of rooms and mentions.
SELECT r.id, r.kind, r.name, r.topic, r.member_count, r.last_seq, r.version, r.last_message_at, r.created_at,
       r.archived_at IS NOT NULL, r.posting,
       m.role, m.last_read_seq, r.last_seq - m.last_read_seq - m.exempt_count, m.muted, m.notifications,
       (SELECT count(*) FROM mentions n
        WHERE n.user_id = m.user_id AND n.room_id = m.room_id AND n.seq > m.last_read_seq)
       + (SELECT count(*) FROM room_mentions n
          WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND n.author_id <> m.user_id)
FROM memberships m
JOIN rooms r ON r.id = m.room_id
WHERE m.user_id = $1
ORDER BY coalesce(r.last_message_at, r.created_at) DESC, r.id DESC
