-- Result: room id and user, for everybody in each of some rooms.
-- Parameters: room ids.
-- Index: the primary keys of memberships and users.
SELECT p.room_id,
       u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence
FROM memberships p
JOIN users u ON u.id = p.user_id
WHERE p.room_id = ANY ($1)
ORDER BY p.room_id, p.user_id
