-- Result: at most one row: a piece of an image.
-- Parameters: image id, the piece's place from 0.
-- Index: the primary key.
SELECT bytes FROM image_bytes WHERE image_id = $1 AND place = $2
