-- Moves a member's marker to the room's end. Result: the membership, unless the marker was there already.
-- Parameters: room id, user id.
-- Index: the primary keys of memberships and rooms.
UPDATE memberships
SET last_read_seq = (SELECT last_seq FROM rooms WHERE id = $1), exempt_count = 0
WHERE room_id = $1 AND user_id = $2 AND last_read_seq < (SELECT last_seq FROM rooms WHERE id = $1)
RETURNING role, last_read_seq, muted, notifications
