-- Result: seq, emoji and user id of the reactions to a range of messages changed after a version: by seq, then
-- by the time of the reaction.
-- Parameters: room id, first seq, last seq, version.
-- Index: the primary keys of reactions and messages.
SELECT r.seq, r.emoji, r.user_id
FROM reactions r
CROSS JOIN messages m ON m.room_id = r.room_id AND m.seq = r.seq
WHERE r.room_id = ?1 AND r.seq BETWEEN ?2 AND ?3 AND m.version > ?4
ORDER BY r.seq, r.created_at, r.emoji, r.user_id
