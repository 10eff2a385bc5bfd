-- Parameters: image id, the piece's place from 0, its bytes.
INSERT INTO image_bytes (image_id, place, bytes) VALUES ($1, $2, $3)
