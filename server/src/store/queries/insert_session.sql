-- Parameters: id, user_id, created_at, last_used_at, expires_at, user_agent, address.
INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, user_agent, address)
VALUES ($1, $2, $3, $4, $5, $6, $7)
