-- Result: some rooms and the viewer's memberships, whose columns are null when there is none.
-- Parameters: viewer's id, room ids.
-- Index: the primary keys of rooms, memberships and mentions.
SELECT r.id, r.kind, r.name, r.topic, r.member_count, r.last_seq, r.version, r.last_message_at, r.created_at,
       r.archived_at IS NOT NULL, r.posting,
       m.role, m.last_read_seq, r.last_seq - m.last_read_seq - m.exempt_count, m.muted, m.notifications,
       (SELECT count(*) FROM mentions n
        WHERE n.user_id = m.user_id AND n.room_id = m.room_id AND n.seq > m.last_read_seq)
       + (SELECT count(*) FROM room_mentions n
          WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND n.author_id <> m.user_id)
FROM rooms r
LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = $1
WHERE r.id = ANY ($2)
