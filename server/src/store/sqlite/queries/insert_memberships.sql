-- Changes: one row for each of the people who is there and not deactivated. Nothing that was said before is unread.
-- Parameters: room id, user ids (sqlite/connection.hpp), the id of one of them, that one's role, the others' role,
-- joined_at.
-- Index: the primary keys of rooms and users.
WITH RECURSIVE ids (at) AS (
    SELECT 1 WHERE length(?2) > 0
    UNION ALL
    SELECT at + 16 FROM ids WHERE at + 16 <= length(?2)
)
INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)
SELECT r.id, u.id, CASE WHEN u.id = ?3 THEN ?4 ELSE ?5 END, ?6, r.last_seq
FROM rooms r
CROSS JOIN ids
CROSS JOIN users u ON u.id = substr(?2, ids.at, 16)
WHERE r.id = ?1 AND u.deactivated_at IS NULL
