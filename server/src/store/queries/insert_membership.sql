-- Changes: one row, or none when there is no such user, or they are deactivated. Nothing that was said before is unread.
-- Parameters: room id, user_id, role, joined_at.
-- Index: the primary keys of users and rooms.
INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)
SELECT r.id, u.id, $3, $4, r.last_seq
FROM rooms r
CROSS JOIN users u
WHERE r.id = $1 AND u.id = $2 AND u.deactivated_at IS NULL
