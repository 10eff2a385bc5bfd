-- Every message was in an index of versions, which most never leave the place that they were posted at: as many pages
-- were written for it as for the messages. Now only those that have changed since are in one. Of the others versions
-- ascend with seqs, and while a room has gone on by n versions at most n messages were posted: they are its newest n.
ALTER TABLE messages ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;

UPDATE messages SET changed = 1
WHERE (room_id, seq) IN (
    SELECT m.room_id, m.seq
    FROM (SELECT room_id, seq, version,
                 min(version) OVER (PARTITION BY room_id ORDER BY seq DESC
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later_version
          FROM messages) m
    WHERE m.version > m.later_version);

CREATE TRIGGER note_change AFTER UPDATE OF version ON messages WHEN NOT NEW.changed
BEGIN
    UPDATE messages SET changed = 1 WHERE room_id = NEW.room_id AND seq = NEW.seq;
END;

DROP INDEX messages_by_version;
CREATE UNIQUE INDEX messages_by_change ON messages (room_id, version) WHERE changed;
