-- Result: seqs of the messages of a room that have changed after a version, ascending version.
-- Parameters: room id, version, limit.
-- Index: messages_by_version.
SELECT seq FROM messages WHERE room_id = $1 AND version > $2 ORDER BY version LIMIT $3
