-- Waits until nobody else registers in an empty database, where the first becomes admin, on any server.
SELECT pg_advisory_xact_lock(7310034283826791285)
