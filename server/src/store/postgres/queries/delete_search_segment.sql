-- Parameters: segment id.
-- Index: the primary key.
DELETE FROM search_segments WHERE id = $1
