-- Parameters: the process's id.
-- Index: the primary key; there is one row.
DELETE FROM search_indexer WHERE process = $1
