-- Result: of messages about to be posted those for which more counts than who is in the room: the place among them
-- from 1, who may post in the room, the author's role in it or null, whether the other one of a direct room of two
-- has blocked the author.
-- Parameters: author ids, room ids, and for each message 1 when it would mention everybody, else 0.
-- Index: the primary keys of rooms, memberships and blocks (0005_complete_chat).
SELECT * FROM find_posting_limits($1, $2, $3)
