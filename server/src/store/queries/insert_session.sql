-- Changes: one row, or none when there is no such user, or they are deactivated.
-- Parameters: id, user_id, created_at, last_used_at, expires_at, user_agent, address.
-- Index: the primary key of users.
INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, user_agent, address)
SELECT $1, u.id, $3, $4, $5, $6, $7
FROM users u
WHERE u.id = $2 AND u.deactivated_at IS NULL
