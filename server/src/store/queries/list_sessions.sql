-- Result: the user's sessions, the last used first.
-- Parameters: user_id.
-- Index: sessions_by_user.
SELECT id, user_id, created_at, last_used_at, expires_at, user_agent, address
FROM sessions
WHERE user_id = $1
ORDER BY last_used_at DESC, id DESC
