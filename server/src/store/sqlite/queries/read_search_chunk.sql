-- Result: at most one row. Parameters: chunk id.
-- Index: the primary key.
SELECT bytes FROM search_chunks WHERE id = ?1
