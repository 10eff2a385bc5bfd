-- Result: at most one row: a retired segment of the search index.
-- Index: none; there are few.
SELECT id FROM search_segments WHERE state = 2 LIMIT 1
