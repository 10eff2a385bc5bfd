-- Adds a function, and takes checks away: a server of the version before goes on working beside it.

-- Each message was looked up in rooms and users once more, and its author's row was locked and written to the log
-- for it. Whoever posts has locked the room and read the author in the same transaction, and neither is ever deleted.
ALTER TABLE messages DROP CONSTRAINT messages_room_id_fkey;
ALTER TABLE messages DROP CONSTRAINT messages_author_id_fkey;

-- What a batch of messages begins with, in one call: to take a statement apart and plan it costs more than to run it
-- for a few messages. Sets the transaction's limits, locks the rooms, then answers one row a message; room and author
-- are null where there is none. A function for the reasons of 0004. Its second statement sees what those have committed
-- for whom the first one waited.
CREATE FUNCTION open_postings(
    statement_timeout text, idle_timeout text, locked_room_ids uuid[],
    author_ids uuid[], room_ids uuid[], client_ids text[])
RETURNS TABLE (
    place bigint, transaction_id text,
    kind smallint, posting smallint, archived boolean, last_seq bigint, version bigint,
    role smallint, blocked boolean, sent_room_id uuid, sent_seq bigint,
    author_id uuid, username text, display_name text, avatar_url text)
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
BEGIN
    -- A limit of statements holds from the next one on, one of waiting for a lock at once.
    PERFORM set_config('statement_timeout', statement_timeout, true),
            set_config('lock_timeout', statement_timeout, true),
            set_config('idle_in_transaction_session_timeout', idle_timeout, true);

    PERFORM FROM rooms r WHERE r.id = ANY (locked_room_ids) ORDER BY r.id FOR NO KEY UPDATE;

    RETURN QUERY
    SELECT p.place, pg_current_xact_id()::text,
           r.kind, r.posting, r.archived_at IS NOT NULL, r.last_seq, r.version,
           m.role,
           CASE WHEN r.kind = 2 AND r.member_count = 2
                THEN EXISTS (SELECT FROM memberships o
                             JOIN users w ON w.id = o.user_id
                             LEFT JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = p.author_id
                             WHERE o.room_id = p.room_id
                             AND (b.blocker_id IS NOT NULL OR w.deactivated_at IS NOT NULL))
                ELSE false
           END,
           k.room_id, k.seq,
           u.id, u.username, u.display_name, u.avatar_url
    FROM unnest(author_ids, room_ids, client_ids) WITH ORDINALITY p (author_id, room_id, client_id, place)
    LEFT JOIN users u ON u.id = p.author_id
    LEFT JOIN rooms r ON r.id = p.room_id
    LEFT JOIN memberships m ON m.room_id = p.room_id AND m.user_id = p.author_id
    LEFT JOIN messages k ON k.author_id = p.author_id AND k.client_id = p.client_id;
END
$$;
