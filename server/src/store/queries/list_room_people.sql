-- Result: the users in one room.
-- Parameters: room id.
-- Index: the primary keys of memberships and users.
SELECT u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence
FROM memberships m
JOIN users u ON u.id = m.user_id
WHERE m.room_id = $1
ORDER BY m.user_id
