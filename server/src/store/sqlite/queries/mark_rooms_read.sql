-- Moves the user's markers to the ends of rooms. Result: of each that was not there yet the room's id and version, and the
-- membership.
-- Parameters: user id, room ids (sqlite/connection.hpp).
-- Index: the primary keys of memberships and rooms.
WITH RECURSIVE ids (at) AS (
    SELECT 1 WHERE length(?2) > 0
    UNION ALL
    SELECT at + 16 FROM ids WHERE at + 16 <= length(?2)
)
UPDATE memberships
SET last_read_seq = (SELECT r.last_seq FROM rooms r WHERE r.id = memberships.room_id), exempt_count = 0
WHERE user_id = ?1 AND room_id IN (SELECT substr(?2, at, 16) FROM ids)
  AND last_read_seq < (SELECT r.last_seq FROM rooms r WHERE r.id = memberships.room_id)
RETURNING room_id, (SELECT r.version FROM rooms r WHERE r.id = memberships.room_id), role, last_read_seq, muted, notifications
