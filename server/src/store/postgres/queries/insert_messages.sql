-- Stores messages and what follows from them: each room's end, and that a message above its author's marker
-- is the author's own.
-- Parameters: of each message its room id, seq, id, version, author_id, client_id, content, reply_to_seq,
-- image_id and created_at; of each room its id, last_seq, version and last_message_at.
-- Index: the primary keys of rooms and memberships.
WITH posted AS (
    SELECT *
    FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::uuid[], $6::text[], $7::text[],
                $8::bigint[], $9::uuid[], $10::bigint[])
         p (room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id, created_at)
), inserted AS (
    INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id,
                          created_at)
    SELECT room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id, created_at
    FROM posted
), advanced AS (
    UPDATE rooms
    SET last_seq = r.last_seq, version = r.version, last_message_at = r.last_message_at
    FROM unnest($11::uuid[], $12::bigint[], $13::bigint[], $14::bigint[])
         r (id, last_seq, version, last_message_at)
    WHERE rooms.id = r.id
)
UPDATE memberships m
SET exempt_count = m.exempt_count + own.messages
FROM (SELECT room_id, author_id, count(*) AS messages FROM posted GROUP BY room_id, author_id) own
WHERE m.room_id = own.room_id AND m.user_id = own.author_id
