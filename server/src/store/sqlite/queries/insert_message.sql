-- Parameters: room id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id, created_at,
-- thread_seq.
INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id,
                      created_at, thread_seq)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
