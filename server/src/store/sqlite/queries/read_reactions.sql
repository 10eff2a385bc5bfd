-- Result: seq, emoji and user id of the reactions to a range of messages: by seq, then by the time of the reaction.
-- Parameters: room id, first seq, last seq.
-- Index: the primary key.
SELECT seq, emoji, user_id
FROM reactions
WHERE room_id = ?1 AND seq BETWEEN ?2 AND ?3
ORDER BY seq, created_at, emoji, user_id
