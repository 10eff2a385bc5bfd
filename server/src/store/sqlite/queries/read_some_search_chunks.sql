-- Result: place from 0 in the parameters and bytes of some chunks of the search index, as far as they are there.
-- Parameters: chunk ids (sqlite/connection.hpp).
-- Index: the primary key.
SELECT p.key, c.bytes FROM json_each(?1) p CROSS JOIN search_chunks c ON c.id = p.value
