-- Result: at most one row: what posting depends on: the room, whether the author is in it, and the author.
-- Parameters: author's id, room id.
-- Index: the primary keys of users, rooms and memberships.
SELECT r.kind, r.archived_at IS NOT NULL, r.last_seq, r.version, m.user_id IS NOT NULL,
       u.id, u.username, u.display_name, u.avatar_url
FROM users u
CROSS JOIN rooms r
LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = u.id
WHERE u.id = ?1 AND r.id = ?2
