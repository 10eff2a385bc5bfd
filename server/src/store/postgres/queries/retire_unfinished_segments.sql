-- Index: none; there are few.
UPDATE search_segments SET state = 2 WHERE state = 0
