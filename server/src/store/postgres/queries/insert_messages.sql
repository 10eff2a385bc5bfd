-- Stores messages and what follows from them: each room's end, and that a message above its author's marker
-- is the author's own.
-- Parameters: of each message its room id, seq, id, version, author_id, client_id, content, reply_to_seq,
-- image_id, created_at and thread_seq; of each room its id, last_seq, version and last_message_at.
-- Index: the primary keys of rooms and memberships (0006_list_threads).
SELECT insert_messages_of_threads($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
