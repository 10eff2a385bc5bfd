-- Result: what search needs of the messages of a room with versions in a range, and whether each has changed since it was
-- posted, ascending version.
-- Parameters: room id, the version before the first, the last version, limit, a seq up to which no message that is as it
-- was posted is in the range.
-- Index: the primary key for those as they were posted, whose versions ascend with their seqs, messages_by_change for
-- the others (0012_index_changes_alone).
SELECT id, room_id, seq, version, author_id, content, deleted, changed
FROM (SELECT *
      FROM (SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL AS deleted, m.changed
            FROM messages m
            WHERE m.room_id = $1 AND NOT m.changed AND m.version > $2
              AND m.seq > (SELECT greatest($5, r.last_seq - (r.version - $2)) FROM rooms r WHERE r.id = $1)
            ORDER BY m.seq
            LIMIT $4) posted
      WHERE version <= $3
      UNION ALL
      SELECT *
      FROM (SELECT m.id, m.room_id, m.seq, m.version, m.author_id, m.content, m.deleted_at IS NOT NULL AS deleted, m.changed
            FROM messages m
            WHERE m.room_id = $1 AND m.changed AND m.version > $2 AND m.version <= $3
            ORDER BY m.version
            LIMIT $4) changed) f
ORDER BY version
LIMIT $4
