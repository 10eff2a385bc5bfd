-- Parameters: room id, name, name_key, topic, topic_key, posting, archived, now.
-- Index: the primary key.
UPDATE rooms
SET name = $2, name_key = $3, topic = $4, topic_key = $5, posting = $6,
    archived_at = CASE WHEN $7 THEN coalesce(archived_at, $8) END
WHERE id = $1
