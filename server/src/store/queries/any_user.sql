-- Result: 1 when anybody is registered, else 0.
-- Index: the primary key's first entry.
SELECT EXISTS (SELECT 1 FROM users)
