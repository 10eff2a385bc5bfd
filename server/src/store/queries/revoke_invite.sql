-- Parameters: id, now.
-- Index: the primary key.
UPDATE invites SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1
