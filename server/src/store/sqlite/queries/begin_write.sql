-- Opens the transaction of a batch of writes. Takes the write lock now, not at the first change, so that
-- another process's transaction is waited for and never deadlocked with.
BEGIN IMMEDIATE
