-- Result: one row if this process indexes for the next 20 s: it did, or nobody does.
-- Parameters: the process's id.
-- Index: the primary key; there is one row.
INSERT INTO search_indexer AS i (process, expires_at) VALUES ($1, now() + interval '20 seconds')
ON CONFLICT (only_row) DO UPDATE SET process = excluded.process, expires_at = excluded.expires_at
WHERE i.process = excluded.process OR i.expires_at < now()
RETURNING true
