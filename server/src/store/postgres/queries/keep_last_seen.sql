-- Changes: of some users those of whom no later time is known.
-- Parameters: user ids, each once, and their last_seen_at.
-- Index: the primary key.
UPDATE users u
SET last_seen_at = s.at
FROM unnest($1::uuid[], $2::bigint[]) s (id, at)
WHERE u.id = s.id AND (u.last_seen_at IS NULL OR u.last_seen_at < s.at)
