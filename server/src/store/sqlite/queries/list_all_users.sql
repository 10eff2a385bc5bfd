-- Result: users, deactivated ones too, whose username, display name or email holds the query, by username.
-- Parameters: query without case, the username after which the page begins, limit.
-- Index: users' unique username.
SELECT id, username, display_name, avatar_url, email, role, created_at, deactivated_at IS NOT NULL, status_text, chosen_presence
FROM users
WHERE username > $2
  AND (instr(username, $1) > 0 OR instr(display_name_key, $1) > 0 OR instr(lower(coalesce(email, '')), $1) > 0)
ORDER BY username
LIMIT $3
