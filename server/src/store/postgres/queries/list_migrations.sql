-- Result: the migrations applied, in their order.
-- Index: the primary key's order.
SELECT number, name, checksum, applied_at FROM schema_migrations ORDER BY number
