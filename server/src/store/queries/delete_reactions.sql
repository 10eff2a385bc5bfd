-- Changes: all reactions to one message.
-- Parameters: room id, seq.
-- Index: the primary key's part of that message.
DELETE FROM reactions WHERE room_id = $1 AND seq = $2
