-- Result: what search needs of the messages of several rooms with versions in a range of each.
-- Parameters: room ids, the versions before the first, the last versions.
-- Index: the primary key for the newest of each room, messages_by_change for those before (0012_index_changes_alone):
-- OFFSET keeps the planner from reading the whole table.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) p (room_id, before, last)
JOIN rooms r ON r.id = p.room_id
CROSS JOIN LATERAL (
    (SELECT c.id, c.room_id, c.seq, c.version, c.author_id, c.content, c.deleted_at IS NOT NULL AS deleted
     FROM messages c
     WHERE c.room_id = p.room_id AND c.seq > r.last_seq - (r.version - p.before)
       AND c.version > p.before AND c.version <= p.last
     OFFSET 0)
    UNION ALL
    (SELECT c.id, c.room_id, c.seq, c.version, c.author_id, c.content, c.deleted_at IS NOT NULL AS deleted
     FROM messages c
     WHERE c.room_id = p.room_id AND c.changed AND c.version > p.before AND c.version <= p.last
       AND c.seq <= r.last_seq - (r.version - p.before)
     OFFSET 0)) m
