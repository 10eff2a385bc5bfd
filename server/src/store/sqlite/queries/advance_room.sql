-- Parameters: room id, last_seq, version, last_message_at.
-- Index: the primary key.
UPDATE rooms SET last_seq = ?2, version = ?3, last_message_at = ?4 WHERE id = ?1
