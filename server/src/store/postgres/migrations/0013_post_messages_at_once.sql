-- Adds a function, and takes checks away: a server of the version before goes on working beside it.

-- As those of 0011 and 0012: whoever posts has read the image in the same transaction, whoever pins is there, and
-- neither an image's row nor a user's is ever deleted.
ALTER TABLE messages DROP CONSTRAINT messages_image_id_fkey;
ALTER TABLE messages DROP CONSTRAINT messages_pinned_by_fkey;

-- Posts a batch of messages that are nothing but text, if all of them may be posted: then answers one row. Otherwise
-- none is and there is no row: who may not, and what was sent before, is found by open_postings. What locks a row here
-- changes it as well, where open_postings locks first, decides with what it has read and changes later: each row is
-- found once, and nobody waits for another round trip to commit.
--
-- Of each room, ascending by id, how many messages it gets; of each author in a room how many are theirs; of each
-- message the place of its room, from 1, and how many of that room come after it. Names are answered of those authors
-- whose are unknown, or of all when anybody's has changed since known_profile_changes.
--
-- A function for the reasons of 0004. Each of its statements sees what those have committed for whom the one before
-- waited: whoever joins, leaves, blocks or archives locks the room first.
CREATE FUNCTION post_messages(
    statement_timeout text, idle_timeout text,
    posted_room_ids uuid[], room_messages bigint[], last_message_ats bigint[],
    own_room_ids uuid[], own_author_ids uuid[], own_messages bigint[],
    ids uuid[], room_places bigint[], later_messages bigint[], author_ids uuid[], client_ids text[], contents text[],
    created_ats bigint[],
    all_author_ids uuid[], unknown_author_ids uuid[], known_profile_changes bigint)
RETURNS TABLE (last_seqs bigint[], versions bigint[], profile_changes bigint,
               usernames text[], display_names text[], avatar_urls text[])
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
    found_ids uuid[];
    has_closed boolean;
    has_pairs boolean;
    found_count bigint;
    named_ids uuid[];
BEGIN
    -- A limit of statements holds from the next one on, one of waiting for a lock at once.
    PERFORM set_config('statement_timeout', statement_timeout, true),
            set_config('lock_timeout', statement_timeout, true),
            set_config('idle_in_transaction_session_timeout', idle_timeout, true);

    WITH posted AS (
        UPDATE rooms r
        SET last_seq = r.last_seq + p.messages, version = r.version + p.messages, last_message_at = p.last_message_at
        FROM unnest(posted_room_ids, room_messages, last_message_ats) p (id, messages, last_message_at)
        WHERE r.id = p.id
        RETURNING r.id, r.last_seq, r.version, r.archived_at IS NOT NULL OR r.posting <> 0 AS is_closed,
                  r.kind = 2 AND r.member_count = 2 AS is_pair)
    SELECT array_agg(p.id), array_agg(p.last_seq), array_agg(p.version), bool_or(p.is_closed), bool_or(p.is_pair)
    INTO found_ids, last_seqs, versions, has_closed, has_pairs
    FROM posted p;
    -- The same order as well: the rooms were locked in it.
    IF has_closed OR found_ids IS DISTINCT FROM posted_room_ids THEN
        RAISE no_data_found;
    END IF;

    IF has_pairs AND EXISTS (
        SELECT FROM unnest(own_room_ids, own_author_ids) p (room_id, author_id)
        JOIN rooms r ON r.id = p.room_id
        WHERE CASE WHEN r.kind = 2 AND r.member_count = 2
                   THEN EXISTS (SELECT FROM memberships o
                                JOIN users w ON w.id = o.user_id
                                LEFT JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = p.author_id
                                WHERE o.room_id = p.room_id
                                AND (b.blocker_id IS NOT NULL OR w.deactivated_at IS NOT NULL))
                   ELSE false
              END)
    THEN
        RAISE no_data_found;
    END IF;

    UPDATE memberships m
    SET exempt_count = m.exempt_count + p.messages
    FROM unnest(own_room_ids, own_author_ids, own_messages) p (room_id, author_id, messages)
    WHERE m.room_id = p.room_id AND m.user_id = p.author_id;
    GET DIAGNOSTICS found_count = ROW_COUNT;
    IF found_count <> cardinality(own_author_ids) THEN
        RAISE no_data_found;
    END IF;

    INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, created_at)
    SELECT found_ids[p.place], last_seqs[p.place] - p.later, p.id, versions[p.place] - p.later, p.author_id,
           p.client_id, p.content, p.created_at
    FROM unnest(ids, room_places, later_messages, author_ids, client_ids, contents, created_ats)
         p (id, place, later, author_id, client_id, content, created_at);

    SELECT c.count INTO profile_changes FROM profile_changes c WHERE c.only_row = 1;
    named_ids := CASE WHEN profile_changes = known_profile_changes THEN unknown_author_ids ELSE all_author_ids END;
    IF cardinality(named_ids) > 0 THEN
        SELECT array_agg(u.id), array_agg(u.username), array_agg(u.display_name), array_agg(u.avatar_url)
        INTO found_ids, usernames, display_names, avatar_urls
        FROM unnest(named_ids) p (id)
        JOIN users u ON u.id = p.id;
        IF found_ids IS DISTINCT FROM named_ids THEN
            RAISE no_data_found;
        END IF;
    END IF;
    RETURN NEXT;
EXCEPTION
    -- Nothing of the above is kept, and the server's log stays silent.
    WHEN no_data_found OR unique_violation THEN
        NULL;
END
$$;
