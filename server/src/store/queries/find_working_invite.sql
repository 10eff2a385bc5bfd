-- Result: at most one row: an invitation that is neither revoked nor expired nor used up, and whose maker is not deactivated.
-- Parameters: code, now.
-- Index: invites' unique code and the primary key of users.
SELECT id, code, room_id, creator_id, created_at, expires_at, uses_max, uses, revoked_at IS NOT NULL
FROM invites
WHERE code = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)
  AND (uses_max IS NULL OR uses < uses_max)
  AND EXISTS (SELECT 1 FROM users u WHERE u.id = creator_id AND u.deactivated_at IS NULL)
