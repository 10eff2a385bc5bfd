-- The first messages of threads that have more replies.
-- Parameters: of each its room id, seq, version, reply_count and last_reply_at.
-- Index: the primary key.
UPDATE messages m
SET version = t.version, reply_count = t.reply_count, last_reply_at = t.last_reply_at
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
     t (room_id, seq, version, reply_count, last_reply_at)
WHERE m.room_id = t.room_id AND m.seq = t.seq
