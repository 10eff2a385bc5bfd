-- Changes: one row, or none when that person is blocked already.
-- Parameters: blocker id, blocked id, created_at.
-- Index: the primary key.
INSERT INTO blocks (blocker_id, blocked_id, created_at) VALUES ($1, $2, $3)
ON CONFLICT (blocker_id, blocked_id) DO NOTHING
