-- Result: what search needs of the messages at some places.
-- Parameters: room ids and seqs (sqlite/connection.hpp).
-- Index: the primary key.
SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL
FROM json_each(?2) p
CROSS JOIN messages m ON m.room_id = substr(?1, 1 + 16 * p.key, 16) AND m.seq = p.value
