-- Result: for each message about to be posted its place among them from 1, whether the author is a member of
-- the room, room and seq of what the author has sent under this client_id before (or nulls), and the author.
-- Nothing for an author who does not exist.
-- Parameters: author ids, room ids, client_ids.
-- Index: the primary keys of users and memberships, messages_by_client_id (0004_keep_plans).
SELECT * FROM find_postings($1, $2, $3)
