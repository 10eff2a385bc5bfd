-- Result: a room, if the viewer may read it, with how far the search index has followed it.
-- Parameters: viewer's id, room id.
-- Index: the primary keys.
SELECT r.id, r.version, coalesce(s.indexed_version, 0)
FROM rooms r
LEFT JOIN search_rooms s ON s.room_id = r.id
LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = $1
WHERE r.id = $2 AND (r.kind = 0 OR m.user_id IS NOT NULL)
