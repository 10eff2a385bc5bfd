-- Result: how many of the user's drafts, of rooms that the user is in, are not empty.
-- Parameters: user id.
-- Index: the primary keys of drafts and memberships.
SELECT count(*)
FROM drafts d
JOIN memberships m ON m.room_id = d.room_id AND m.user_id = d.user_id
WHERE d.user_id = $1 AND d.content <> ''
