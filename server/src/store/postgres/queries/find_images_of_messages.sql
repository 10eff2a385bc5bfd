-- Result: id, size and placeholder of some images.
-- Parameters: image ids.
-- Index: the primary key.
SELECT id, width, height, placeholder FROM images WHERE id = ANY ($1)
