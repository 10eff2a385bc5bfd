-- Result: the place of each id from 1, and size and placeholder of the image, if there is one.
-- Parameters: image ids.
-- Index: the primary key.
SELECT p.place, i.width, i.height, i.placeholder
FROM unnest($1::uuid[]) WITH ORDINALITY p (id, place)
JOIN images i ON i.id = p.id
