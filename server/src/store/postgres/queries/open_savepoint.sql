-- Marks where one command of a batch begins.
SAVEPOINT batch_member
