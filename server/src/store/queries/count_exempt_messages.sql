-- Result: how many messages of a range are the user's own or deleted.
-- Parameters: room id, user_id, first seq, last seq.
-- Index: the primary key's range.
SELECT count(*)
FROM messages
WHERE room_id = $1 AND seq BETWEEN $3 AND $4 AND (author_id = $2 OR deleted_at IS NOT NULL)
