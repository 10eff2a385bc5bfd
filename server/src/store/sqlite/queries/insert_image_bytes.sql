-- Parameters: image id, bytes.
INSERT INTO image_bytes (image_id, bytes) VALUES (?1, ?2)
