-- Result: one row: how many messages above the member's marker are the member's own or deleted.
-- Parameters: room id, user_id.
-- Index: the primary key.
SELECT exempt_count FROM memberships WHERE room_id = $1 AND user_id = $2
