-- Result: what search needs of the messages of several rooms changed after a version of each.
-- Parameters: room ids and versions (sqlite/connection.hpp).
-- Index: messages_by_version, then the primary key.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM json_each(?2) p
CROSS JOIN messages m INDEXED BY messages_by_version
    ON m.room_id = substr(?1, 1 + 16 * p.key, 16) AND m.version > p.value
