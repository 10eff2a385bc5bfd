-- Parameters: room id, user_id, role.
-- Index: the primary key.
UPDATE memberships SET role = $3 WHERE room_id = $1 AND user_id = $2
