-- Result: a page of a room's members in the order of their ids.
-- Parameters: room id, the user id after which the page begins, limit.
-- Index: the primary keys of memberships and users.
SELECT u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence, m.role, m.joined_at
FROM memberships m
JOIN users u ON u.id = m.user_id
WHERE m.room_id = $1 AND m.user_id > $2
ORDER BY m.user_id
LIMIT $3
