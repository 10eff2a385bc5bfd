-- Where it is kept which migrations a database has had.
CREATE TABLE IF NOT EXISTS schema_migrations (
    number bigint NOT NULL PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at bigint NOT NULL,
    needs bigint
)
