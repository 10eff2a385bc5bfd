-- Changes: one row for each member of the room, other than the author, whose username is named.
-- Parameters: room id, seq, author's id, a JSON array of usernames.
-- Index: users' unique username, then the primary key of memberships.
INSERT INTO mentions (user_id, room_id, seq)
SELECT m.user_id, m.room_id, ?2
FROM json_each(?4) n
CROSS JOIN users u ON u.username = n.value
CROSS JOIN memberships m ON m.room_id = ?1 AND m.user_id = u.id
WHERE u.id <> ?3
