-- Parameters: room id, user_id, last_read_seq, exempt_count.
-- Index: the primary key.
UPDATE memberships SET last_read_seq = $3, exempt_count = $4 WHERE room_id = $1 AND user_id = $2
