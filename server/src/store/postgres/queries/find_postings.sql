-- Result: for each message about to be posted its place among them from 1, whether the author is a member of
-- the room, room and seq of what the author has sent under this client_id before (or nulls), and the author.
-- Nothing for an author who does not exist.
-- Parameters: author ids, room ids, client_ids.
-- Index: the primary keys of users and memberships, messages_by_client_id.
SELECT p.place, m.user_id IS NOT NULL, k.room_id, k.seq, u.id, u.username, u.display_name, u.avatar_url
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY p (author_id, room_id, client_id, place)
JOIN users u ON u.id = p.author_id
LEFT JOIN memberships m ON m.room_id = p.room_id AND m.user_id = p.author_id
LEFT JOIN messages k ON k.author_id = p.author_id AND k.client_id = p.client_id
