-- Result: at most one row: room and seq of the message that this author sent under this client_id.
-- Parameters: author's id, client_id.
-- Index: messages_by_client_id, which covers.
SELECT room_id, seq FROM messages WHERE author_id = ?1 AND client_id = ?2
