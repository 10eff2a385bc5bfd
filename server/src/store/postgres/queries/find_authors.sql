-- Result: some users as authors.
-- Parameters: user ids.
-- Index: the primary key.
SELECT id, username, display_name, avatar_url FROM users WHERE id = ANY ($1)
