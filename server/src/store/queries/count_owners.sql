-- Result: how many owners a room has.
-- Parameters: room id.
-- Index: the primary key's part of that room.
SELECT count(*) FROM memberships WHERE room_id = $1 AND role = 2
