-- One more message above the author's marker is the author's own.
-- Parameters: room id, user_id.
-- Index: the primary key.
UPDATE memberships SET exempt_count = exempt_count + 1 WHERE room_id = ?1 AND user_id = ?2
