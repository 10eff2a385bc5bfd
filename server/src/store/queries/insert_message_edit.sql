-- Parameters: room id, seq, the room's version at this edit, what the message said, replaced_at.
INSERT INTO message_edits (room_id, seq, version, content, replaced_at) VALUES ($1, $2, $3, $4, $5)
