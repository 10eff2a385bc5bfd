-- Changes: one row, or none when the invitation has been revoked or used up meanwhile.
-- Parameters: id.
-- Index: the primary key.
UPDATE invites SET uses = uses + 1
WHERE id = $1 AND revoked_at IS NULL AND (uses_max IS NULL OR uses < uses_max)
