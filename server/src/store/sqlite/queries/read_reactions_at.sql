-- Result: room id, seq, emoji and user id of the reactions to the messages at some places: by place, then by the time
-- of the reaction.
-- Parameters: the places' room ids, of 16 bytes each, side by side; a JSON array of their seqs.
-- Index: the primary key, once for each place.
SELECT r.room_id, r.seq, r.emoji, r.user_id
FROM json_each(?2) p
CROSS JOIN reactions r ON r.room_id = substr(?1, 16 * p.key + 1, 16) AND r.seq = p.value
ORDER BY p.key, r.created_at, r.emoji, r.user_id
