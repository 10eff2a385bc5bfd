-- Result: users who are not deactivated and whose name holds the query: the exact username first, then
-- names that begin with the query, then the rest, each by username.
-- Parameters: query without case, limit.
-- Index: none (a part of a word can begin anywhere): every user is looked at.
SELECT id, username, display_name, avatar_url, email, role, created_at, deactivated_at IS NOT NULL, status_text, chosen_presence
FROM users
WHERE deactivated_at IS NULL AND (instr(username, ?1) > 0 OR instr(display_name_key, ?1) > 0)
ORDER BY CASE
             WHEN username = ?1 THEN 0
             WHEN instr(username, ?1) = 1 OR instr(display_name_key, ?1) = 1 THEN 1
             ELSE 2
         END,
         username
LIMIT ?2
