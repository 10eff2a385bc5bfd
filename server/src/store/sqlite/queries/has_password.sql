-- Result: a row when the user has this password hash.
-- Parameters: user id, hash.
-- Index: the primary key.
SELECT 1 FROM users WHERE id = ?1 AND password_hash = ?2
