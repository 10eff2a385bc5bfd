-- Result: at most one row: an image and its bytes, null when they are in an object store.
-- Parameters: image id.
-- Index: the primary key of images, image_bytes' unique image_id.
SELECT i.id, i.uploader_id, i.content_type, i.width, i.height, i.placeholder, i.created_at, b.bytes
FROM images i
LEFT JOIN image_bytes b ON b.image_id = i.id
WHERE i.id = ?1
