-- Result: at most one row: size and placeholder of an image.
-- Parameters: image id.
-- Index: the primary key.
SELECT width, height, placeholder FROM images WHERE id = $1
