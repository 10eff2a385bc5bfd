-- Changes: the user's sessions that have ended by the time given.
-- Parameters: user_id, time.
-- Index: sessions_by_user.
DELETE FROM sessions WHERE user_id = $1 AND expires_at <= $2
