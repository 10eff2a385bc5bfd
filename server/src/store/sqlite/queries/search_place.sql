-- Result: at most one row: room id and seq of a message.
-- Parameters: message id.
-- Index: messages_by_id.
SELECT room_id, seq FROM messages WHERE id = ?1
