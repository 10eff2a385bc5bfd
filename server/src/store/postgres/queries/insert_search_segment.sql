-- Result: the id of a new segment of the search index, which is building.
INSERT INTO search_segments (state) VALUES (0) RETURNING id
