-- Result: one row: the number of this transaction, by which its outcome can be asked for later. Within the
-- transaction a statement, and the silence between two, may take at most so long: if this program or the
-- network between vanishes, the rooms it has locked are free again after that.
-- Parameters: statement_timeout, idle_in_transaction_session_timeout, both text in milliseconds.
SELECT pg_current_xact_id()::text,
       set_config('statement_timeout', $1, true),
       set_config('idle_in_transaction_session_timeout', $2, true)
