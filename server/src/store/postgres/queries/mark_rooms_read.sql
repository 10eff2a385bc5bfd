-- Moves the user's markers to the ends of rooms. Result: of each that was not there yet the room's id and version, and the
-- membership.
-- Parameters: user id, room ids.
-- Index: the primary keys of memberships and rooms.
UPDATE memberships m
SET last_read_seq = r.last_seq, exempt_count = 0
FROM rooms r
WHERE m.user_id = $1 AND m.room_id = ANY ($2) AND r.id = m.room_id AND m.last_read_seq < r.last_seq
RETURNING m.room_id, r.version, m.role, m.last_read_seq, m.muted, m.notifications
