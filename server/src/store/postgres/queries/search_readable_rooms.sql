-- Result: the rooms that the viewer may read, with how far the search index has followed each.
-- Parameters: viewer's id.
-- Index: public_room_names (the public rooms), memberships_by_user, then the primary keys.
SELECT r.id, r.version, coalesce(s.indexed_version, 0)
FROM rooms r
LEFT JOIN search_rooms s ON s.room_id = r.id
WHERE r.kind = 0
UNION ALL
SELECT r.id, r.version, coalesce(s.indexed_version, 0)
FROM memberships m
JOIN rooms r ON r.id = m.room_id
LEFT JOIN search_rooms s ON s.room_id = r.id
WHERE m.user_id = $1 AND r.kind <> 0
