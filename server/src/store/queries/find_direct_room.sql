-- Result: at most one row: the id of the direct room of these people.
-- Parameters: direct_key.
-- Index: rooms' unique direct_key.
SELECT id FROM rooms WHERE direct_key = $1
