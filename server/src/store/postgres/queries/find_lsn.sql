-- Result: one row: how far the write-ahead log goes, in bytes since its beginning.
-- Index: none (no table).
SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint
