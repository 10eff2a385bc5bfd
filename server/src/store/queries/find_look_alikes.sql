-- Result: the usernames that look the same.
-- Parameters: what they look like (chat/usernames.hpp).
-- Index: users_by_likeness.
SELECT username FROM users
WHERE replace(replace(replace(replace(username, '1', 'l'), '0', 'o'), 'm', 'rn'), 'w', 'vv') = $1
