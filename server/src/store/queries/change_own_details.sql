-- Changes: one row, or none when there is no such user.
-- Parameters: id, status_text, chosen_presence, email.
-- Index: the primary key.
UPDATE users SET status_text = $2, chosen_presence = $3, email = $4 WHERE id = $1
