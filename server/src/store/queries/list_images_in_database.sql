-- Result: ids of images whose bytes are in the database, ascending.
-- Parameters: an id to begin behind, how many at most.
-- Index: the primary key of images, image_bytes' index of image_id.
SELECT i.id
FROM images i
WHERE i.id > $1 AND EXISTS (SELECT 1 FROM image_bytes b WHERE b.image_id = i.id)
ORDER BY i.id
LIMIT $2
