-- Changes: one row, or none when the username is taken.
-- Parameters: id, username, display_name, display_name_key, email, role, password_hash, created_at.
-- Index: users' unique username.
INSERT INTO users (id, username, display_name, display_name_key, email, role, password_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (username) DO NOTHING
