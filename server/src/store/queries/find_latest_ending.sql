-- Result: the last session that has ended, or no row.
-- Index: the primary key.
SELECT ended_at, session_id FROM session_endings ORDER BY ended_at DESC, session_id DESC LIMIT 1
