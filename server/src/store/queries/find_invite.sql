-- Result: at most one row: an invitation.
-- Parameters: id.
-- Index: the primary key.
SELECT id, code, room_id, creator_id, created_at, expires_at, uses_max, uses, revoked_at IS NOT NULL
FROM invites
WHERE id = $1
