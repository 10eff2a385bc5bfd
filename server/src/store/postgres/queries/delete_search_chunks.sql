-- Parameters: the first chunk id, the one after the last, how many at most.
-- Index: the primary key's range.
DELETE FROM search_chunks
WHERE id = ANY (ARRAY(SELECT id FROM search_chunks WHERE id >= $1 AND id < $2 ORDER BY id LIMIT $3))
