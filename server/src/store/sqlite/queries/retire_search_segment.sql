-- Parameters: segment id.
-- Index: the primary key.
UPDATE search_segments SET state = 2 WHERE id = ?1 AND state = 1
