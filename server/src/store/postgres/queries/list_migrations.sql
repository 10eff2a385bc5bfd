-- Result: the migrations applied, in their order; what each needs, null where that was not written down (or in a
--   table that has no such column yet).
-- Index: the primary key's order.
SELECT number, name, checksum, applied_at, (to_jsonb(applied) ->> 'needs')::bigint
FROM schema_migrations AS applied ORDER BY number
