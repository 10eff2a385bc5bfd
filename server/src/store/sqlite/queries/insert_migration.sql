-- Parameters: number, name, checksum. The time is the database's own.
INSERT INTO migrations (number, name, checksum, applied_at)
VALUES (?1, ?2, ?3, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
