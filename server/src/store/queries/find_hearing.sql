-- Result: at most one row: whether the room is direct, and whether the user is alone there with somebody who has
-- blocked them or is deactivated.
-- Parameters: room id, user id.
-- Index: the primary keys of rooms, memberships, users and blocks.
SELECT r.kind = 2,
       r.kind = 2 AND r.member_count = 2
       AND EXISTS (SELECT 1
                   FROM memberships o
                   JOIN users u ON u.id = o.user_id
                   LEFT JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = $2
                   WHERE o.room_id = r.id AND (b.blocker_id IS NOT NULL OR u.deactivated_at IS NOT NULL))
FROM rooms r
WHERE r.id = $1
