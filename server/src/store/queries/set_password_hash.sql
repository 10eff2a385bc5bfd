-- Parameters: user_id, password_hash.
-- Index: the primary key.
UPDATE users SET password_hash = $2 WHERE id = $1
