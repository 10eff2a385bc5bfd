-- Result: at most one row: what posting depends on: the room, the author's role in it or null, whether the other
-- one of a direct room of two has blocked the author or is deactivated, and the author.
-- Parameters: author's id, room id.
-- Index: the primary keys of users, rooms, memberships and blocks.
SELECT r.kind, r.posting, r.archived_at IS NOT NULL, r.last_seq, r.version, m.role,
       CASE WHEN r.kind = 2 AND r.member_count = 2
            THEN EXISTS (SELECT 1
                         FROM memberships o
                         JOIN users p ON p.id = o.user_id
                         LEFT JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = u.id
                         WHERE o.room_id = r.id
                           AND (b.blocker_id IS NOT NULL OR p.deactivated_at IS NOT NULL))
            ELSE 0
       END,
       u.id, u.username, u.display_name, u.avatar_url
FROM users u
CROSS JOIN rooms r
LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = u.id
WHERE u.id = ?1 AND r.id = ?2
