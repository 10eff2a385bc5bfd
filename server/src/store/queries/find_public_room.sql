-- Result: at most one row: the id of the public room of this name.
-- Parameters: name_key.
-- Index: public_room_names.
SELECT id FROM rooms WHERE name_key = $1 AND kind = 0
