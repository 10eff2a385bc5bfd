-- Messages that mention everybody in their room.
-- Parameters: of each message its room id, seq and author's id.
INSERT INTO room_mentions (room_id, seq, author_id)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[])
