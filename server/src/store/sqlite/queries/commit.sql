-- Ends a snapshot, or makes a batch of writes durable.
COMMIT
