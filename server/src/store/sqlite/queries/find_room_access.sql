-- Result: the room's version, the count of profile changes and the room's last seq when the viewer may read
-- the room, else none.
-- Parameters: viewer's id, room id.
-- Index: the primary keys of rooms and memberships.
SELECT r.version, (SELECT count FROM profile_changes), r.last_seq
FROM rooms r
WHERE r.id = ?2
  AND (r.kind = 0 OR EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = r.id AND m.user_id = ?1))
