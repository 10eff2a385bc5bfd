-- Result: where the messages are that the user has saved, of rooms that the user may see, the last saved first:
-- room id, seq, message id, saved_at.
-- Parameters: user id, the saved_at and message id before which the list begins, limit.
-- Index: saved_messages_by_time, then the primary keys of rooms, memberships and messages.
SELECT s.room_id, s.seq, q.id, s.saved_at
FROM saved_messages s
JOIN rooms r ON r.id = s.room_id
JOIN messages q ON q.room_id = s.room_id AND q.seq = s.seq
LEFT JOIN memberships m ON m.room_id = s.room_id AND m.user_id = s.user_id
WHERE s.user_id = $1 AND (s.saved_at, q.id) < ($2, $3) AND (r.kind = 0 OR m.user_id IS NOT NULL)
ORDER BY s.saved_at DESC, q.id DESC
LIMIT $4
