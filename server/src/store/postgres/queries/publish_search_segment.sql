-- Parameters: segment id, document_count, catalog_chunks, newest_key.
-- Index: the primary key.
UPDATE search_segments SET state = 1, document_count = $2, catalog_chunks = $3, newest_key = $4
WHERE id = $1 AND state = 0
