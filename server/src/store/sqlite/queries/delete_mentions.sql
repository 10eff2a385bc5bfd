-- Parameters: room id, seq, a JSON array of usernames.
-- Index: users' unique username, the primary key.
DELETE FROM mentions
WHERE room_id = ?1 AND seq = ?2
  AND user_id IN (SELECT u.id FROM json_each(?3) n CROSS JOIN users u ON u.username = n.value)
