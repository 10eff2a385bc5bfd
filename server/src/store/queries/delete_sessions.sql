-- Result: the ids of the user's sessions, which are no more.
-- Parameters: user_id, the id of one that stays, or null.
-- Index: sessions_by_user.
DELETE FROM sessions WHERE user_id = $1 AND ($2 IS NULL OR id <> $2)
RETURNING id
