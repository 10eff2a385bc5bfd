-- Undoes the changes of one member of a batch.
ROLLBACK TO batch_member
