-- Only adds for those who write: a server of the version before goes on beside it. What has changed in a room it finds
-- by walking through the room's messages, so in large rooms slowly, until it is replaced.

-- Every message was in an index of versions, which most never leave the place that they were posted at. Now only those
-- that have changed since are in one. Of the others versions ascend with seqs, and while a room has gone on by n versions
-- at most n messages were posted: they are its newest n.
ALTER TABLE messages ADD COLUMN changed boolean NOT NULL DEFAULT false;

UPDATE messages SET changed = true
WHERE (room_id, seq) IN (
    SELECT m.room_id, m.seq
    FROM (SELECT room_id, seq, version,
                 min(version) OVER (PARTITION BY room_id ORDER BY seq DESC
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later_version
          FROM messages) m
    WHERE m.version > m.later_version);

CREATE FUNCTION note_change() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.changed := true;
    RETURN NEW;
END
$$;

CREATE TRIGGER note_change BEFORE UPDATE OF version ON messages
FOR EACH ROW EXECUTE FUNCTION note_change();

DROP INDEX messages_by_version;
CREATE UNIQUE INDEX messages_by_change ON messages (room_id, version) WHERE changed;

-- As those of 0011: whoever posts has read in the same transaction what is replied to, and no message is ever deleted.
ALTER TABLE messages DROP CONSTRAINT messages_room_id_reply_to_seq_fkey;
