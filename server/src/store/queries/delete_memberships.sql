-- Parameters: room id.
-- Index: the primary key's part of that room.
DELETE FROM memberships WHERE room_id = $1
