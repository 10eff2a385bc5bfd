-- Result: chunks side by side, in order. Parameters: the first chunk id, the one after the last.
-- Index: the primary key's range.
SELECT bytes FROM search_chunks WHERE id >= $1 AND id < $2 ORDER BY id
