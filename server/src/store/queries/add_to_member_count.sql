-- Parameters: room id, difference.
-- Index: the primary key.
UPDATE rooms SET member_count = member_count + $2 WHERE id = $1
