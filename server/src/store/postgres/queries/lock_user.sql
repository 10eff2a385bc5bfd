-- Waits until nobody else changes this user.
-- Parameters: user id.
-- Index: the primary key.
SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE
