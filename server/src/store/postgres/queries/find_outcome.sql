-- Result: one row: committed, aborted or in progress; null when the database remembers nothing so old.
-- Parameters: the number of a transaction, as text.
SELECT pg_xact_status($1::text::xid8)
