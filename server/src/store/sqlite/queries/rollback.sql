-- Gives a whole batch of writes up.
ROLLBACK
