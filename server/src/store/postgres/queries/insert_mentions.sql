-- Changes: one row for each member of the room, other than the author, whose username is named.
-- Parameters: of each name in each message the room id, the seq, the author's id, and the username.
-- Index: users' unique username, the primary key of memberships.
INSERT INTO mentions (user_id, room_id, seq)
SELECT m.user_id, m.room_id, n.seq
FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[]) n (room_id, seq, author_id, username)
JOIN users u ON u.username = n.username AND u.id <> n.author_id
JOIN memberships m ON m.room_id = n.room_id AND m.user_id = u.id
