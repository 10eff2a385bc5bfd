-- Result: those of some sessions that there are, each with its user, who is not deactivated.
-- Parameters: session ids.
-- Index: the primary keys of sessions and users.
SELECT s.id, s.user_id, s.created_at, s.last_used_at, s.expires_at, s.user_agent, s.address,
       u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
       u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence
FROM sessions s
JOIN users u ON u.id = s.user_id
WHERE s.id = ANY ($1) AND u.deactivated_at IS NULL
