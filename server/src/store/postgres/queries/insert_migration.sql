-- Parameters: number, name, checksum. The time is the database's own.
INSERT INTO schema_migrations (number, name, checksum, applied_at)
VALUES ($1, $2, $3, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
