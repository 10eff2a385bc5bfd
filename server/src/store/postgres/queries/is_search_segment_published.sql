-- Result: one row if the segment is published, else none. Parameters: segment id.
-- Index: the primary key.
SELECT 1 FROM search_segments WHERE id = $1 AND state = 1
