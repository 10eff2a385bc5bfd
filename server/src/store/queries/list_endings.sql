-- Result: sessions that ended after one, in the order of their ends.
-- Parameters: ended_at and session_id of that one, limit.
-- Index: the primary key.
SELECT ended_at, session_id
FROM session_endings
WHERE (ended_at, session_id) > ($1, $2)
ORDER BY ended_at, session_id
LIMIT $3
