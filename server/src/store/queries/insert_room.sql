-- Changes: one row, or none when a public room of this name or a direct room of these people exists.
-- Parameters: id, kind, name, name_key, topic, topic_key, direct_key, member_count, created_at.
-- Index: public_room_names, rooms' unique direct_key.
INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, direct_key, member_count, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT DO NOTHING
