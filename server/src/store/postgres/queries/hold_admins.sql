-- Waits until nobody else changes an admin, and keeps whoever would waiting.
-- Index: none (every user is looked at).
SELECT id FROM users WHERE role = 1 AND deactivated_at IS NULL ORDER BY id FOR NO KEY UPDATE
