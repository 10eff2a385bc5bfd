-- Result: id, version and last_seq of some rooms.
-- Parameters: room ids, of 16 bytes each, side by side.
-- Index: the primary key.
WITH RECURSIVE places (number) AS (
    SELECT 0 UNION ALL SELECT number + 1 FROM places WHERE number + 1 < length(?1) / 16
)
SELECT r.id, r.version, r.last_seq
FROM places p
CROSS JOIN rooms r ON r.id = substr(?1, 16 * p.number + 1, 16)
