-- Result: of some pairs of a viewer and a room those where the viewer may read the room: the pair's place from 1,
-- the room's version, the count of profile changes.
-- Parameters: viewers' ids, room ids.
-- Index: the primary keys of rooms and memberships. OFFSET 0 keeps the rooms apart from the join, which would
-- be planned for longer and may read the whole table.
SELECT p.place, r.version, (SELECT count FROM profile_changes)
FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY p (viewer, room_id, place)
CROSS JOIN LATERAL (SELECT kind, version FROM rooms WHERE id = p.room_id OFFSET 0) r
WHERE r.kind = 0 OR (SELECT true FROM memberships m WHERE m.room_id = p.room_id AND m.user_id = p.viewer)
