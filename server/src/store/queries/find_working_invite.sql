-- Result: at most one row: an invitation that is neither revoked nor expired nor used up.
-- Parameters: code, now.
-- Index: invites' unique code.
SELECT id, code, room_id, creator_id, created_at, expires_at, uses_max, uses, revoked_at IS NOT NULL
FROM invites
WHERE code = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
  AND (uses_max IS NULL OR uses < uses_max)
