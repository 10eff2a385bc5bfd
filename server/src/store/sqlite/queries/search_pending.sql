-- Result: what search needs of the messages of several rooms changed after a version of each.
-- Parameters: room ids and versions (sqlite/connection.hpp).
-- Index: the primary key for the newest of each room, messages_by_change for those before (0012_index_changes_alone).
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM json_each(?2) p
CROSS JOIN rooms r ON r.id = substr(?1, 1 + 16 * p.key, 16)
CROSS JOIN messages m
    ON m.room_id = r.id AND m.seq > r.last_seq - (r.version - p.value) AND m.version > p.value
UNION ALL
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM json_each(?2) p
CROSS JOIN rooms r ON r.id = substr(?1, 1 + 16 * p.key, 16)
CROSS JOIN messages m INDEXED BY messages_by_change
    ON m.room_id = r.id AND m.changed AND m.version > p.value AND m.seq <= r.last_seq - (r.version - p.value)
