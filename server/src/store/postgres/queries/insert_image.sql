-- Changes: one row, or none when this image is there already.
-- Parameters: id, uploader_id, content_type, width, height, placeholder, created_at.
INSERT INTO images (id, uploader_id, content_type, width, height, placeholder, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO NOTHING
