-- Result: at most one row: a user.
-- Parameters: id.
-- Index: the primary key.
SELECT id, username, display_name, avatar_url, email, role, created_at, deactivated_at IS NOT NULL, status_text, chosen_presence
FROM users
WHERE id = $1
