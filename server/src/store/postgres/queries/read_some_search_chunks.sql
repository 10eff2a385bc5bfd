-- Result: id and bytes of some chunks, ascending. Parameters: chunk ids.
-- Index: the primary key.
SELECT id, bytes FROM search_chunks WHERE id = ANY ($1) ORDER BY id
