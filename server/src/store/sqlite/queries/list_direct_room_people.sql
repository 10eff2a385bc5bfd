-- Result: room id and user, for everybody in each of the viewer's direct rooms.
-- Parameters: viewer's id.
-- Index: memberships_by_user, then the primary keys of rooms, memberships and users.
SELECT p.room_id,
       u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence
FROM memberships m
CROSS JOIN rooms r ON r.id = m.room_id AND r.kind = 2
CROSS JOIN memberships p ON p.room_id = r.id
CROSS JOIN users u ON u.id = p.user_id
WHERE m.user_id = ?1
