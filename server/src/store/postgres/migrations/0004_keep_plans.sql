-- What nearly every request asks and every batch of messages does, as functions: a server process plans a
-- function's statements once and keeps the plans, where it plans the same statement, sent as text, each time anew
-- for longer than it runs (named statements would be kept too, but a pooler gives every transaction another
-- process). A plan that is kept must be right for rooms and batches of every size, and was perhaps made while the
-- tables were empty: so it takes the indexes and walks through no table, whatever the statistics say (the
-- settings at the end, which CREATE OR REPLACE FUNCTION would take away).

CREATE FUNCTION lock_rooms_in_order(ids uuid[])
RETURNS TABLE (id uuid, kind smallint, archived boolean, last_seq bigint, version bigint)
LANGUAGE plpgsql VOLATILE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT r.id, r.kind, r.archived_at IS NOT NULL, r.last_seq, r.version
    FROM rooms r
    WHERE r.id = ANY (ids)
    ORDER BY r.id
    FOR NO KEY UPDATE;
END
$$;

CREATE FUNCTION find_postings(author_ids uuid[], room_ids uuid[], client_ids text[])
RETURNS TABLE (place bigint, is_member boolean, sent_room_id uuid, sent_seq bigint, author_id uuid, username text,
               display_name text, avatar_url text)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT p.place, m.user_id IS NOT NULL, k.room_id, k.seq, u.id, u.username, u.display_name, u.avatar_url
    FROM unnest(author_ids, room_ids, client_ids) WITH ORDINALITY p (author_id, room_id, client_id, place)
    JOIN users u ON u.id = p.author_id
    LEFT JOIN memberships m ON m.room_id = p.room_id AND m.user_id = p.author_id
    LEFT JOIN messages k ON k.author_id = p.author_id AND k.client_id = p.client_id;
END
$$;

CREATE FUNCTION insert_messages(
    room_ids uuid[], seqs bigint[], ids uuid[], versions bigint[], author_ids uuid[], client_ids text[],
    contents text[], reply_to_seqs bigint[], image_ids uuid[], created_ats bigint[],
    ended_room_ids uuid[], last_seqs bigint[], room_versions bigint[], last_message_ats bigint[])
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
    INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, reply_to_seq, image_id,
                          created_at)
    SELECT *
    FROM unnest(room_ids, seqs, ids, versions, author_ids, client_ids, contents, reply_to_seqs, image_ids,
                created_ats);

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

CREATE FUNCTION find_active_sessions(ids uuid[])
RETURNS TABLE (id uuid, user_id uuid, created_at bigint, last_used_at bigint, expires_at bigint, user_agent text,
               address text, user_id_again uuid, username text, display_name text, avatar_url text, email text,
               role smallint, registered_at bigint, deactivated boolean)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT s.id, s.user_id, s.created_at, s.last_used_at, s.expires_at, s.user_agent, s.address,
           u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
           u.deactivated_at IS NOT NULL
    FROM sessions s
    JOIN users u ON u.id = s.user_id
    WHERE s.id = ANY (ids) AND u.deactivated_at IS NULL;
END
$$;

CREATE FUNCTION find_room_accesses(viewers uuid[], room_ids uuid[])
RETURNS TABLE (place bigint, version bigint, profile_changes bigint)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT p.place, r.version, (SELECT c.count FROM profile_changes c WHERE c.only_row = 1)
    FROM unnest(viewers, room_ids) WITH ORDINALITY p (viewer, room_id, place)
    JOIN rooms r ON r.id = p.room_id
    WHERE r.kind = 0
       OR EXISTS (SELECT FROM memberships m WHERE m.room_id = p.room_id AND m.user_id = p.viewer);
END
$$;

DO $$
DECLARE
    name text;
    setting text;
BEGIN
    FOREACH name IN ARRAY ARRAY['lock_rooms_in_order', 'find_postings', 'insert_messages', 'find_active_sessions',
                                'find_room_accesses']
    LOOP
        FOREACH setting IN ARRAY ARRAY['plan_cache_mode = force_generic_plan', 'enable_seqscan = off',
                                       'enable_hashjoin = off', 'enable_mergejoin = off', 'jit = off']
        LOOP
            EXECUTE format('ALTER FUNCTION %I SET %s', name, setting);
        END LOOP;
    END LOOP;
END
$$;
