-- Changes: all that one message said before.
-- Parameters: room id, seq.
-- Index: the primary key's part of that message.
DELETE FROM message_edits WHERE room_id = $1 AND seq = $2
