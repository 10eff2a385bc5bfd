-- Result: what a message said before each of its latest edits, and when that was replaced, oldest first.
-- Parameters: room id, seq, limit.
-- Index: the primary key's part of that message, backwards.
SELECT latest.content, latest.replaced_at
FROM (SELECT content, replaced_at, version
      FROM message_edits
      WHERE room_id = $1 AND seq = $2
      ORDER BY version DESC
      LIMIT $3) latest
ORDER BY latest.version
