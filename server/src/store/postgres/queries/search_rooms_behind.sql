-- Result: the rooms with changes that are not in the search index, with how far it has followed each.
-- Index: the primary keys; every room is looked at.
SELECT r.id, r.version, coalesce(s.indexed_version, 0)
FROM rooms r
LEFT JOIN search_rooms s ON s.room_id = r.id
WHERE r.version > coalesce(s.indexed_version, 0)
