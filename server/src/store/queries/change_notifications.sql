-- Parameters: room id, user_id, notifications, muted.
-- Index: the primary key.
UPDATE memberships SET notifications = $3, muted = $4 WHERE room_id = $1 AND user_id = $2
