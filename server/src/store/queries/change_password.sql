-- Changes: one row, or none when the user has another password hash than the old one.
-- Parameters: user id, old hash, new hash.
-- Index: the primary key.
UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2
