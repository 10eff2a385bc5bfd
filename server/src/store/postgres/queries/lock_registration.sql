-- Waits until nobody else registers, on any server: the first becomes admin, and a username is free only while
-- nobody takes one that looks like it.
SELECT pg_advisory_xact_lock(7310034283826791285)
