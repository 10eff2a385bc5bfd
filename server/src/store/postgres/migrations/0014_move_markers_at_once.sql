-- Only adds: a server of the version before goes on working beside it.

-- Moves read markers up, one after the other: each up to its seq, at most to its room's end, never back. Answers a row each:
-- kind, last_seq and version of the room, null where there is none; of who marks role, null for nobody of the room, and
-- how far they have read it now; whether that is farther than before. The rooms are locked by the transaction, so that
-- nothing is said in one while it is counted.
--
-- What is one's own or deleted above the marker is counted on its shorter side: above it, or the part that it leaves
-- behind. A function for the reasons of 0004, and so that a hundred who have seen a message cost no hundred round trips.
CREATE FUNCTION move_read_markers(user_ids uuid[], room_ids uuid[], seqs bigint[])
RETURNS TABLE (
    place bigint, kind smallint, last_seq bigint, version bigint,
    role smallint, last_read_seq bigint, unread_count bigint, mention_count bigint, muted boolean, notifications smallint,
    moved boolean)
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    wanted_user uuid;
    wanted_room uuid;
    marker bigint;
    marker_before bigint;
    exempt bigint;
BEGIN
    FOR i IN 1 .. cardinality(user_ids) LOOP
        place := i;
        wanted_user := user_ids[i];
        wanted_room := room_ids[i];
        SELECT r.kind, r.last_seq, r.version, m.role, m.last_read_seq, m.exempt_count, m.muted, m.notifications
        INTO kind, last_seq, version, role, marker_before, exempt, muted, notifications
        FROM rooms r
        LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = wanted_user
        WHERE r.id = wanted_room;

        marker := least(seqs[i], last_seq);
        moved := role IS NOT NULL AND marker > marker_before;
        IF moved THEN
            IF marker = last_seq THEN
                exempt := 0;
            ELSIF last_seq - marker <= marker - marker_before THEN
                exempt := (SELECT count(*) FROM messages k
                           WHERE k.room_id = wanted_room AND k.seq > marker
                           AND (k.author_id = wanted_user OR k.deleted_at IS NOT NULL));
            ELSE
                exempt := exempt - (SELECT count(*) FROM messages k
                                    WHERE k.room_id = wanted_room AND k.seq > marker_before AND k.seq <= marker
                                    AND (k.author_id = wanted_user OR k.deleted_at IS NOT NULL));
            END IF;
            UPDATE memberships m SET last_read_seq = marker, exempt_count = exempt
            WHERE m.room_id = wanted_room AND m.user_id = wanted_user;
        ELSE
            marker := marker_before;
        END IF;
        last_read_seq := marker;
        unread_count := last_seq - marker - exempt;
        mention_count := 0;
        IF marker < last_seq THEN
            mention_count := (SELECT count(*) FROM mentions n
                              WHERE n.user_id = wanted_user AND n.room_id = wanted_room AND n.seq > marker)
                             + (SELECT count(*) FROM room_mentions n
                                WHERE n.room_id = wanted_room AND n.seq > marker AND n.author_id <> wanted_user);
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
