-- Result: the room's version, last seq and the count of profile changes when the viewer may read the room,
-- else none.
-- Parameters: viewer's id, room id.
-- Index: the primary keys of rooms and memberships.
SELECT r.version, r.last_seq, (SELECT count FROM profile_changes)
FROM rooms r
WHERE r.id = $2
  AND (r.kind = 0 OR EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = r.id AND m.user_id = $1))
