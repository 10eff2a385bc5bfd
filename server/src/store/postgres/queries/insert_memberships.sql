-- Changes: one row for each of the people who is there and not deactivated. Nothing that was said before is unread.
-- Parameters: room id, user ids, the id of one of them, that one's role, the others' role, joined_at.
-- Index: the primary keys of rooms and users.
INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)
SELECT r.id, u.id, CASE WHEN u.id = $3 THEN $4 ELSE $5 END, $6, r.last_seq
FROM rooms r
CROSS JOIN users u
WHERE r.id = $1 AND u.id = ANY ($2) AND u.deactivated_at IS NULL
