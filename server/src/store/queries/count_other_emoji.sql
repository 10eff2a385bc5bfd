-- Result: one row: how many emoji other than this one are on a message.
-- Parameters: room id, seq, emoji.
-- Index: the primary key's part of that message.
SELECT count(DISTINCT emoji) FROM reactions WHERE room_id = $1 AND seq = $2 AND emoji <> $3
