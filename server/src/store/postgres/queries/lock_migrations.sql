-- Waits until nobody else migrates this database. Held to the end of the transaction, so that it needs no
-- session of its own.
SELECT pg_advisory_xact_lock(7310034283826791284)
