-- Result: those of some sessions that there are, each with its user, who is not deactivated.
-- Parameters: session ids.
-- Index: the primary keys of sessions and users (0005_complete_chat).
SELECT * FROM find_live_sessions($1)
