-- Parameters: room ids, their indexed_versions.
-- Index: the primary key.
INSERT INTO search_rooms (room_id, indexed_version)
SELECT * FROM unnest($1::uuid[], $2::bigint[])
ON CONFLICT (room_id) DO UPDATE SET indexed_version = excluded.indexed_version
