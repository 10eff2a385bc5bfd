-- Result: at most one row: a draft, also one that is empty.
-- Parameters: user id, room id.
-- Index: the primary key.
SELECT room_id, content, version, updated_at FROM drafts WHERE user_id = $1 AND room_id = $2
