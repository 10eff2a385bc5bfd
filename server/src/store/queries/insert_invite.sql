-- Parameters: id, code, room id or null, creator's id, created_at, expires_at or null, uses_max or null.
INSERT INTO invites (id, code, room_id, creator_id, created_at, expires_at, uses_max)
VALUES ($1, $2, $3, $4, $5, $6, $7)
