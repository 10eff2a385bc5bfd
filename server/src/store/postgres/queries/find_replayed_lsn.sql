-- Result: one row: up to where the replica has the primary's log; null when it is no replica (any more).
-- Index: none (no table).
SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0')::bigint END
