-- Changes: the members to whom a deleted message was unread. Its author has counted it already.
-- Parameters: room id, seq, author's id.
-- Index: the primary key's part of that room.
UPDATE memberships
SET exempt_count = exempt_count + 1
WHERE room_id = $1 AND last_read_seq < $2 AND user_id <> $3
