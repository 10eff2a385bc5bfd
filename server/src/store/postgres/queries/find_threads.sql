-- Result: the place of each pair from 1, and the first message of the thread that the message of this id belongs to
-- or would begin, if it is one of this room: head, author, image, what it replies to.
-- Parameters: room ids, message ids.
-- Index: messages' unique id, then the primary keys (0006_list_threads).
SELECT * FROM find_threads($1, $2)
