-- Result: one row when the schema is there to be read.
-- Index: none (a table of a few rows).
SELECT max(number) FROM schema_migrations
