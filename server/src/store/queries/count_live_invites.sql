-- Result: how many invitations into a room, or without one, have neither been revoked nor expired.
-- Parameters: room id or null, now.
-- Index: invites_by_room.
SELECT count(*)
FROM invites
WHERE (room_id = $1 OR ($1 IS NULL AND room_id IS NULL)) AND revoked_at IS NULL
  AND (expires_at IS NULL OR expires_at > $2)
