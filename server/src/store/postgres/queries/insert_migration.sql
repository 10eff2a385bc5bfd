-- Parameters: number, name, checksum, needs (MigrationFile). The time is the database's own.
INSERT INTO schema_migrations (number, name, checksum, applied_at, needs)
VALUES ($1, $2, $3, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint, $4)
