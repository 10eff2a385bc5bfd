-- Result: at most one row: an image and how many bytes it has, null when they are in an object store.
-- Parameters: image id.
-- Index: the primary keys of images and image_bytes. The length of a value is known without reading it.
SELECT id, uploader_id, content_type, width, height, placeholder, created_at,
       (SELECT sum(octet_length(b.bytes)) FROM image_bytes b WHERE b.image_id = i.id)::bigint
FROM images i
WHERE id = $1
