-- Within this transaction a statement takes at most so long, waiting for another migrator included.
SELECT set_config('statement_timeout', '600s', true)
