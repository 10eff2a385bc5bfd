-- Within this transaction a statement takes at most so long: then the server ends it, whatever has become of
-- whoever asked.
-- Parameters: statement_timeout, text in milliseconds.
SELECT set_config('statement_timeout', $1, true)
