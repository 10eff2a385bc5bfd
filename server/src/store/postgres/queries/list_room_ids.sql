-- Result: the ids of the viewer's rooms.
-- Parameters: viewer's id.
-- Index: memberships_by_user.
SELECT room_id FROM memberships WHERE user_id = $1
