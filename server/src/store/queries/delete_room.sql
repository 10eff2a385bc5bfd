-- Hides a room from everybody and gives its name free. What was said stays, where nobody can read it.
-- Parameters: room id, now.
-- Index: the primary key.
UPDATE rooms
SET kind = 1, member_count = 0, deleted_at = $2, archived_at = coalesce(archived_at, $2)
WHERE id = $1
