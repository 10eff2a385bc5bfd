-- Changes: one row, or none when there is no such user. Moves profile_changes: only for what messages show.
-- Parameters: id, display_name, display_name_key, avatar_url.
-- Index: the primary key.
UPDATE users SET display_name = $2, display_name_key = $3, avatar_url = $4 WHERE id = $1
