-- Changes: one row for each member of the room, other than the author, whose username is named.
-- Parameters: room id, seq, author's id, usernames.
-- Index: users' unique username, the primary key of memberships.
INSERT INTO mentions (user_id, room_id, seq)
SELECT m.user_id, m.room_id, $2
FROM users u
JOIN memberships m ON m.room_id = $1 AND m.user_id = u.id
WHERE u.username = ANY ($4) AND u.id <> $3
