-- Result: public rooms that are not archived and whose name or topic holds the query, with the viewer's
-- membership, the most people first.
-- Parameters: viewer's id, query without case, limit.
-- Index: public_room_names (the public rooms), then the primary keys of memberships and mentions.
SELECT r.id, r.kind, r.name, r.topic, r.member_count, r.last_seq, r.version, r.last_message_at, r.created_at,
       r.archived_at IS NOT NULL, r.posting,
       m.role, m.last_read_seq, r.last_seq - m.last_read_seq - m.exempt_count, m.muted, m.notifications,
       (SELECT count(*) FROM mentions n
        WHERE n.user_id = m.user_id AND n.room_id = m.room_id AND n.seq > m.last_read_seq)
       + (SELECT count(*) FROM room_mentions n
          WHERE n.room_id = m.room_id AND n.seq > m.last_read_seq AND n.author_id <> m.user_id)
FROM rooms r
LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = ?1
WHERE r.kind = 0 AND r.archived_at IS NULL AND (instr(r.name_key, ?2) > 0 OR instr(r.topic_key, ?2) > 0)
ORDER BY r.member_count DESC, r.name_key
LIMIT ?3
