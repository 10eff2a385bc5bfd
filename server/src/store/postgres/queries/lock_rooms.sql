-- Result: id, kind, whether it is archived, last_seq and version of those of the rooms that exist, which
-- nobody else can post to or join until this transaction ends. Always in the order of their ids, so that two
-- that lock several never wait for each other.
-- Parameters: room ids.
-- Index: the primary key.
SELECT id, kind, archived_at IS NOT NULL, last_seq, version
FROM rooms
WHERE id = ANY ($1)
ORDER BY id
FOR NO KEY UPDATE
