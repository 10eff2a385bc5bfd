-- Parameters: chunk ids, bytes. Once more is as once: it may be repeated over a new connection.
INSERT INTO search_chunks (id, bytes)
SELECT * FROM unnest($1::bigint[], $2::bytea[])
ON CONFLICT DO NOTHING
