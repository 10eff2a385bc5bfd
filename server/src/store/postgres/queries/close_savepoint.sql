-- Ends one command of a batch.
RELEASE SAVEPOINT batch_member
