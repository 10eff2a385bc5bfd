-- Which messages have changed since they were posted, where they were not written by those who post and change them: of
-- the others versions ascend with seqs (0012_index_changes_alone).
UPDATE messages SET changed = TRUE
WHERE (room_id, seq) IN (
    SELECT m.room_id, m.seq
    FROM (SELECT room_id, seq, version,
                 min(version) OVER (PARTITION BY room_id ORDER BY seq DESC
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later_version
          FROM messages) m
    WHERE m.version > m.later_version)
