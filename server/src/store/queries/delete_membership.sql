-- Parameters: room id, user_id.
-- Index: the primary key.
DELETE FROM memberships WHERE room_id = $1 AND user_id = $2
