-- Result: the published segments of the search index.
-- Index: none; there are few.
SELECT id, document_count, catalog_chunks, newest_key FROM search_segments WHERE state = 1
