-- Result: of some pairs of a viewer and a room those where the viewer may read the room: the pair's place from 1,
-- the room's version, the count of profile changes.
-- Parameters: viewers' ids, room ids.
-- Index: the primary keys of rooms and memberships (0004_keep_plans).
SELECT * FROM find_room_accesses($1, $2)
