-- Result: the users whom somebody has blocked, the latest first.
-- Parameters: blocker id.
-- Index: the primary keys of blocks and users.
SELECT u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence
FROM blocks b
JOIN users u ON u.id = b.blocked_id
WHERE b.blocker_id = $1
ORDER BY b.created_at DESC, u.id
