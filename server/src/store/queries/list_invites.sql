-- Result: the latest invitations into a room, or without one.
-- Parameters: room id or null, limit.
-- Index: invites_by_room.
SELECT id, code, room_id, creator_id, created_at, expires_at, uses_max, uses, revoked_at IS NOT NULL
FROM invites
WHERE room_id = $1 OR ($1 IS NULL AND room_id IS NULL)
ORDER BY created_at DESC, id DESC
LIMIT $2
