-- Undoes the changes of one command of a batch.
ROLLBACK TO SAVEPOINT batch_member
