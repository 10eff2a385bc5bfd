-- Marks where one member of a batch of writes begins.
SAVEPOINT batch_member
