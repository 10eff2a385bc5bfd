-- Result: some rooms and the viewer's memberships, whose columns are null when there is none.
-- Parameters: viewer's id; room ids, of 16 bytes each, side by side.
-- Index: the primary keys of rooms, memberships and mentions.
WITH RECURSIVE places (number) AS (
    SELECT 0 UNION ALL SELECT number + 1 FROM places WHERE number + 1 < length(?2) / 16
)
SELECT r.id, r.kind, r.name, r.topic, r.member_count, r.last_seq, r.version, r.last_message_at, r.created_at,
       r.archived_at IS NOT NULL, r.posting,
       m.role, m.last_read_seq, r.last_seq - m.last_read_seq - m.exempt_count, m.muted, m.notifications,
       (SELECT count(*) FROM mentions n
        WHERE n.user_id = m.user_id AND n.room_id = m.room_id AND n.seq > m.last_read_seq)
       + (SELECT count(*) FROM room_mentions n
          WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND n.author_id <> m.user_id)
FROM places p
CROSS JOIN rooms r ON r.id = substr(?2, 16 * p.number + 1, 16)
LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = ?1
