-- Result: seq, emoji and user id of the reactions to some messages of one room: by seq, then by the time of the
-- reaction.
-- Parameters: room id, seqs.
-- Index: the primary key.
SELECT seq, emoji, user_id
FROM reactions
WHERE room_id = $1 AND seq = ANY ($2)
ORDER BY seq, created_at, emoji, user_id
