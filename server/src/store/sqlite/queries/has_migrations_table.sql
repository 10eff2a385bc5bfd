-- Result: one row when the file has ever been migrated, else none.
-- Index: none (the schema's own table).
SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'
