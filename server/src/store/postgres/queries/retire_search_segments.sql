-- Parameters: segment ids.
-- Index: the primary key.
UPDATE search_segments SET state = 2 WHERE id = ANY ($1) AND state = 1
