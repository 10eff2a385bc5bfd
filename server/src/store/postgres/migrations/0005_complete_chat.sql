-- Only adds: a server of the version before goes on working beside it.

-- What a person says of themself, and whether they chose to be seen otherwise than they are
-- (chat/entities.hpp, ChosenPresence).
ALTER TABLE users ADD COLUMN status_text text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN chosen_presence smallint NOT NULL DEFAULT 0 CHECK (chosen_presence IN (0, 1, 2, 3));
ALTER TABLE users ADD COLUMN last_seen_at bigint;

-- What usernames look like: of their characters only these are taken for each other.
CREATE INDEX users_by_look ON users (replace(replace(username, '1', 'l'), 'm', 'rn'));

-- blocker hears nothing of blocked in private.
CREATE TABLE blocks (
    blocker_id uuid NOT NULL REFERENCES users (id),
    blocked_id uuid NOT NULL REFERENCES users (id),
    created_at bigint NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
);

-- Who may post (PostingPolicy). A deleted room is a private one without members: nobody sees it.
ALTER TABLE rooms ADD COLUMN posting smallint NOT NULL DEFAULT 0 CHECK (posting IN (0, 1));
ALTER TABLE rooms ADD COLUMN deleted_at bigint;

-- Of what a member wants to hear (NotificationLevel).
ALTER TABLE memberships ADD COLUMN notifications smallint NOT NULL DEFAULT 0 CHECK (notifications IN (0, 1, 2));

-- thread_seq is the first message of the thread that a message belongs to, in the same room; the first one
-- itself has none, and counts its replies.
ALTER TABLE messages ADD COLUMN pinned_at bigint;
ALTER TABLE messages ADD COLUMN pinned_by uuid REFERENCES users (id);
ALTER TABLE messages ADD COLUMN thread_seq bigint;
ALTER TABLE messages ADD COLUMN reply_count bigint NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN last_reply_at bigint;

CREATE INDEX messages_by_thread ON messages (room_id, thread_seq, seq) WHERE thread_seq IS NOT NULL;
CREATE INDEX messages_by_pin ON messages (room_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- What a message said before each edit; version is the room's at that edit.
CREATE TABLE message_edits (
    room_id uuid NOT NULL,
    seq bigint NOT NULL,
    version bigint NOT NULL,
    content text NOT NULL,
    replaced_at bigint NOT NULL,
    PRIMARY KEY (room_id, seq, version),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
);

-- Messages that mention everybody in the room. They have no rows in mentions.
CREATE TABLE room_mentions (
    room_id uuid NOT NULL,
    seq bigint NOT NULL,
    author_id uuid NOT NULL REFERENCES users (id),
    PRIMARY KEY (room_id, seq),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
);

-- version counts a draft's changes, those that emptied it included.
CREATE TABLE drafts (
    user_id uuid NOT NULL REFERENCES users (id),
    room_id uuid NOT NULL REFERENCES rooms (id),
    version bigint NOT NULL,
    content text NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (user_id, room_id)
);

CREATE TABLE saved_messages (
    user_id uuid NOT NULL REFERENCES users (id),
    room_id uuid NOT NULL,
    seq bigint NOT NULL,
    saved_at bigint NOT NULL,
    PRIMARY KEY (user_id, room_id, seq),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
);

CREATE INDEX saved_messages_by_time ON saved_messages (user_id, saved_at);

-- Into a room, or, without one, to register here.
CREATE TABLE invites (
    id uuid NOT NULL PRIMARY KEY,
    code text COLLATE "C" NOT NULL UNIQUE,
    room_id uuid REFERENCES rooms (id),
    creator_id uuid NOT NULL REFERENCES users (id),
    created_at bigint NOT NULL,
    expires_at bigint,
    uses_max bigint,
    uses bigint NOT NULL DEFAULT 0,
    revoked_at bigint
);

CREATE INDEX invites_by_room ON invites (room_id);

-- Who did what to whom. detail is a JSON object; actor_id is null for the operator's command line.
CREATE TABLE audit_log (
    id uuid NOT NULL PRIMARY KEY,
    happened_at bigint NOT NULL,
    actor_id uuid REFERENCES users (id),
    action text NOT NULL,
    target_kind text NOT NULL,
    target_id text NOT NULL,
    detail text NOT NULL,
    address text NOT NULL
);

CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log only grows';
END
$$;

CREATE TRIGGER keep_audit_log BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION keep_audit_log();

-- find_active_sessions (0004) with the user's status and presence. Under another name: the version before calls
-- the old one while it runs beside.
CREATE FUNCTION find_live_sessions(ids uuid[])
RETURNS TABLE (id uuid, user_id uuid, created_at bigint, last_used_at bigint, expires_at bigint, user_agent text,
               address text, user_id_again uuid, username text, display_name text, avatar_url text, email text,
               role smallint, registered_at bigint, deactivated boolean, status_text text, chosen_presence smallint)
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
    SELECT s.id, s.user_id, s.created_at, s.last_used_at, s.expires_at, s.user_agent, s.address,
           u.id, u.username, u.display_name, u.avatar_url, u.email, u.role, u.created_at,
           u.deactivated_at IS NOT NULL, u.status_text, u.chosen_presence
    FROM sessions s
    JOIN users u ON u.id = s.user_id
    WHERE s.id = ANY (ids) AND u.deactivated_at IS NULL;
END
$$;

-- What more counts for some messages that are about to be posted: in direct rooms, where only moderators post, and
-- when everybody is to be mentioned. A function for the reasons of 0004.
CREATE FUNCTION find_posting_limits(author_ids uuid[], room_ids uuid[], would_mention_room bigint[])
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
                       JOIN blocks b ON b.blocker_id = o.user_id AND b.blocked_id = p.author_id
                       WHERE o.room_id = p.room_id)
    FROM unnest(author_ids, room_ids, would_mention_room) WITH ORDINALITY
         p (author_id, room_id, would_mention_room, place)
    JOIN rooms r ON r.id = p.room_id
    LEFT JOIN memberships m ON m.room_id = p.room_id AND m.user_id = p.author_id
    WHERE r.kind = 2 OR r.posting <> 0 OR p.would_mention_room <> 0;
END
$$;
