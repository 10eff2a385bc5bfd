-- Changes: one row, or none when the user has reacted so already.
-- Parameters: room id, seq, emoji, user id, created_at.
-- Index: the primary key.
INSERT INTO reactions (room_id, seq, emoji, user_id, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
