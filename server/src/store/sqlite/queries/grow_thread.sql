-- The first message of a thread that has one reply more.
-- Parameters: room id, seq, version, last_reply_at.
-- Index: the primary key.
UPDATE messages SET version = ?3, reply_count = reply_count + 1, last_reply_at = ?4 WHERE room_id = ?1 AND seq = ?2
