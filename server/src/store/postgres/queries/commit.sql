-- Ends a snapshot, or makes a transaction durable.
COMMIT
