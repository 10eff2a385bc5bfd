-- Parameters: image id.
-- Index: image_bytes' index of image_id.
DELETE FROM image_bytes WHERE image_id = $1
