-- Result: at most one row: a member of a room.
-- Parameters: room id, user_id.
-- Index: the primary keys of memberships and users.
SELECT u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence, m.role, m.joined_at
FROM memberships m
JOIN users u ON u.id = m.user_id
WHERE m.room_id = $1 AND m.user_id = $2
