-- Result: at most one row: a user and the password hash.
-- Parameters: username.
-- Index: users' unique username.
SELECT id, username, display_name, avatar_url, email, role, created_at, deactivated_at IS NOT NULL, status_text, chosen_presence,
       password_hash
FROM users
WHERE username = $1
