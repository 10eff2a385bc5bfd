-- Only adds: a server of the version before goes on working beside it.

-- The newest entries of one kind, by one person, about one thing.
CREATE INDEX audit_log_by_action ON audit_log (action, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id);
CREATE INDEX audit_log_by_target ON audit_log (target_id, id);

-- Sessions that ended within the last day, by whatever statement of whichever process: a server looks here for
-- those of its sockets that another process has ended. Times are the database's own.
CREATE TABLE session_endings (
    ended_at bigint NOT NULL,
    session_id uuid NOT NULL,
    PRIMARY KEY (ended_at, session_id)
);

-- Forgets old ones on the way, a few at a time and none that another transaction is about to forget.
CREATE FUNCTION note_session_ending() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_ms bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
BEGIN
    DELETE FROM session_endings e
    USING (SELECT s.ended_at, s.session_id FROM session_endings s
           WHERE s.ended_at < now_ms - 86400000
           ORDER BY s.ended_at LIMIT 100 FOR UPDATE SKIP LOCKED) gone
    WHERE e.ended_at = gone.ended_at AND e.session_id = gone.session_id;
    INSERT INTO session_endings (ended_at, session_id) VALUES (now_ms, OLD.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE TRIGGER note_session_ending AFTER DELETE ON sessions
FOR EACH ROW EXECUTE FUNCTION note_session_ending();

-- As in 0005, and nobody writes to somebody who is deactivated.
CREATE OR REPLACE FUNCTION find_posting_limits(author_ids uuid[], room_ids uuid[], would_mention_room bigint[])
RETURNS TABLE (place bigint, posting smallint, role smallint, blocked boolean)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT p.place, r.posting, m.role,
           r.kind = 2 AND r.member_count = 2
           AND EXISTS (SELECT FROM memberships o
                       JOIN users u ON u.id = o.user_id
                       LEFT JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = p.author_id
                       WHERE o.room_id = p.room_id
                       AND (b.blocker_id IS NOT NULL OR u.deactivated_at IS NOT NULL))
    FROM unnest(author_ids, room_ids, would_mention_room) WITH ORDINALITY
         p (author_id, room_id, would_mention_room, place)
    JOIN rooms r ON r.id = p.room_id
    LEFT JOIN memberships m ON m.room_id = p.room_id AND m.user_id = p.author_id
    WHERE r.kind = 2 OR r.posting <> 0 OR p.would_mention_room <> 0;
END
$$;
