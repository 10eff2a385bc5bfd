-- Result: of each pair as of find_threads the place from 1, emoji and user id of the reactions to that first message:
-- by place, then by the time of the reaction.
-- Parameters: room ids, message ids.
-- Index: messages' unique id, then the primary keys (0006_list_threads).
SELECT * FROM find_thread_reactions($1, $2)
