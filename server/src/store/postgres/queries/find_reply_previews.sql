-- Result: the place of each pair from 1, and the message of this id as a reply shows it, if it is one of this
-- room.
-- Parameters: room ids, message ids.
-- Index: messages' unique id, the primary key of users.
SELECT p.place, q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
       u.id, u.username, u.display_name, u.avatar_url
FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY p (room_id, message_id, place)
JOIN messages q ON q.id = p.message_id AND q.room_id = p.room_id
JOIN users u ON u.id = q.author_id
