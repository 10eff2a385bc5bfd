-- Result: whether the database has ever been migrated.
-- Index: none (the catalogue's own).
SELECT to_regclass('schema_migrations') IS NOT NULL
