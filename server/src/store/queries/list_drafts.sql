-- Result: the user's drafts that are not empty, of rooms that the user is in, the last changed first.
-- Parameters: user id.
-- Index: the primary keys of drafts and memberships.
SELECT d.room_id, d.content, d.version, d.updated_at
FROM drafts d
JOIN memberships m ON m.room_id = d.room_id AND m.user_id = d.user_id
WHERE d.user_id = $1 AND d.content <> ''
ORDER BY d.updated_at DESC, d.room_id
