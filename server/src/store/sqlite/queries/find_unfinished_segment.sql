-- Result: at most one row: a segment of the search index that is building.
-- Index: none; there are few.
SELECT id FROM search_segments WHERE state = 0 LIMIT 1
