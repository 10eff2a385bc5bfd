-- Parameters: chunk id, bytes.
INSERT INTO search_chunks (id, bytes) VALUES (?1, ?2)
