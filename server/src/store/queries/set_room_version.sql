-- Parameters: room id, version.
-- Index: the primary key.
UPDATE rooms SET version = $2 WHERE id = $1
