-- Result: id, version and last_seq of some rooms.
-- Parameters: room ids.
-- Index: the primary key.
SELECT id, version, last_seq FROM rooms WHERE id = ANY ($1)
