-- Result: seqs of the messages of a room that have changed after a version, ascending version.
-- Parameters: room id, version, limit.
-- Index: the primary key for those as they were posted, whose versions ascend with their seqs, messages_by_change for
-- the others (0012_index_changes_alone).
SELECT seq
FROM (SELECT seq, version
      FROM (SELECT m.seq, m.version
            FROM messages m
            WHERE m.room_id = $1 AND NOT m.changed AND m.version > $2
              AND m.seq > (SELECT r.last_seq - (r.version - $2) FROM rooms r WHERE r.id = $1)
            ORDER BY m.seq
            LIMIT $3) posted
      UNION ALL
      SELECT seq, version
      FROM (SELECT m.seq, m.version
            FROM messages m
            WHERE m.room_id = $1 AND m.changed AND m.version > $2
            ORDER BY m.version
            LIMIT $3) changed) missed
ORDER BY version
LIMIT $3
