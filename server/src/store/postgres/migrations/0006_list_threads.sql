-- Only adds: a server of the version before goes on working beside it.

-- Which threads somebody began, and in which somebody has said what still stands. Nothing for other messages.
CREATE INDEX messages_by_thread_starter ON messages (author_id, last_reply_at) WHERE last_reply_at IS NOT NULL;
CREATE INDEX messages_by_replier ON messages (author_id, room_id, thread_seq)
WHERE thread_seq IS NOT NULL AND deleted_at IS NULL;

-- insert_messages (0004) with the thread of each message. Under another name: the version before calls the old one
-- while it runs beside.
CREATE FUNCTION insert_messages_of_threads(
    room_ids uuid[], seqs bigint[], ids uuid[], versions bigint[], author_ids uuid[], client_ids text[],
    contents text[], reply_to_seqs bigint[], image_ids uuid[], created_ats bigint[], thread_seqs bigint[],
    ended_room_ids uuid[], last_seqs bigint[], room_versions bigint[], last_message_ats bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
BEGIN
    INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id,
                          created_at, thread_seq)
    SELECT *
    FROM unnest(room_ids, seqs, ids, versions, author_ids, client_ids, contents, reply_to_seqs, image_ids,
                created_ats, thread_seqs);

    UPDATE rooms
    SET last_seq = r.last_seq, version = r.version, last_message_at = r.last_message_at
    FROM unnest(ended_room_ids, last_seqs, room_versions, last_message_ats)
         r (id, last_seq, version, last_message_at)
    WHERE rooms.id = r.id;

    UPDATE memberships m
    SET exempt_count = m.exempt_count + own.messages
    FROM (SELECT p.room_id, p.author_id, count(*) AS messages
          FROM unnest(room_ids, author_ids) p (room_id, author_id)
          GROUP BY p.room_id, p.author_id) own
    WHERE m.room_id = own.room_id AND m.user_id = own.author_id;
END
$$;

-- The first messages of the threads that some messages belong to or would begin, with all that is shown of them but
-- the reactions: whoever hears of a reply hears of the first message too.
CREATE FUNCTION find_threads(room_ids uuid[], message_ids uuid[])
RETURNS TABLE (
    place bigint,
    id uuid, room_id uuid, seq bigint, version bigint, content text, client_id text, created_at bigint,
    edited_at bigint, deleted_at bigint, pinned_at bigint, pinned_by uuid, thread_seq bigint, reply_count bigint,
    last_reply_at bigint,
    author_id uuid, username text, display_name text, avatar_url text,
    width integer, height integer, placeholder text,
    original_id uuid, original_seq bigint, excerpt text,
    original_author_id uuid, original_username text, original_display_name text, original_avatar_url text)
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
    SELECT p.place,
           m.id, m.room_id, m.seq, m.version, m.content, m.client_id, m.created_at, m.edited_at, m.deleted_at,
           m.pinned_at, m.pinned_by, m.thread_seq, m.reply_count, m.last_reply_at,
           a.id, a.username, a.display_name, a.avatar_url,
           i.width, i.height, i.placeholder,
           q.id, q.seq, CASE WHEN q.deleted_at IS NULL THEN substr(q.content, 1, 140) ELSE '' END,
           b.id, b.username, b.display_name, b.avatar_url
    FROM unnest(room_ids, message_ids) WITH ORDINALITY p (room_id, message_id, place)
    JOIN messages n ON n.id = p.message_id AND n.room_id = p.room_id
    JOIN messages m ON m.room_id = n.room_id AND m.seq = coalesce(n.thread_seq, n.seq)
    JOIN users a ON a.id = m.author_id
    LEFT JOIN images i ON i.id = m.image_id
    LEFT JOIN messages q ON q.room_id = m.room_id AND q.seq = m.reply_to_seq
    LEFT JOIN users b ON b.id = q.author_id;
END
$$;

CREATE FUNCTION find_thread_reactions(room_ids uuid[], message_ids uuid[])
RETURNS TABLE (place bigint, emoji text, user_id uuid)
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
    SELECT p.place, r.emoji, r.user_id
    FROM unnest(room_ids, message_ids) WITH ORDINALITY p (room_id, message_id, place)
    JOIN messages n ON n.id = p.message_id AND n.room_id = p.room_id
    JOIN reactions r ON r.room_id = n.room_id AND r.seq = coalesce(n.thread_seq, n.seq)
    ORDER BY p.place, r.created_at, r.emoji, r.user_id;
END
$$;
