-- Result: one row: the server's process behind this connection, whether the database is a replica, its clock.
-- Index: none (no table).
SELECT pg_backend_pid(), pg_is_in_recovery(), (extract(epoch FROM clock_timestamp()) * 1000)::bigint
