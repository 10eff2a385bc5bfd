-- Changes: one row, or none when the draft has been changed meanwhile, be it from another server.
-- Parameters: user id, room id, the version before, content, updated_at.
-- Index: the primary key.
INSERT INTO drafts (user_id, room_id, version, content, updated_at)
VALUES ($1, $2, $3 + 1, $4, $5)
ON CONFLICT (user_id, room_id) DO UPDATE
SET version = excluded.version, content = excluded.content, updated_at = excluded.updated_at
WHERE drafts.version = excluded.version - 1
