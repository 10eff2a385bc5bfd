-- Parameters: room id, indexed_version.
-- Index: the primary key.
INSERT INTO search_rooms (room_id, indexed_version) VALUES (?1, ?2)
ON CONFLICT (room_id) DO UPDATE SET indexed_version = excluded.indexed_version
