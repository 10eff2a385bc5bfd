-- Only adds: a server of the version before goes on working beside it.

-- What a person says of themself, and whether they chose to be seen otherwise than they are
-- (chat/entities.hpp, ChosenPresence).
ALTER TABLE users ADD COLUMN status_text TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN chosen_presence INTEGER NOT NULL DEFAULT 0 CHECK (chosen_presence IN (0, 1, 2, 3));
ALTER TABLE users ADD COLUMN last_seen_at INTEGER;

-- What usernames look like: of their characters only these are taken for each other.
CREATE INDEX users_by_look ON users (replace(replace(username, '1', 'l'), 'm', 'rn'));

-- blocker hears nothing of blocked in private.
CREATE TABLE blocks (
    blocker_id BLOB NOT NULL REFERENCES users (id),
    blocked_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (blocker_id, blocked_id)
) STRICT, WITHOUT ROWID;

-- Who may post (PostingPolicy). A deleted room is a private one without members: nobody sees it.
ALTER TABLE rooms ADD COLUMN posting INTEGER NOT NULL DEFAULT 0 CHECK (posting IN (0, 1));
ALTER TABLE rooms ADD COLUMN deleted_at INTEGER;

-- Of what a member wants to hear (NotificationLevel).
ALTER TABLE memberships ADD COLUMN notifications INTEGER NOT NULL DEFAULT 0 CHECK (notifications IN (0, 1, 2));

-- thread_seq is the first message of the thread that a message belongs to, in the same room; the first one
-- itself has none, and counts its replies.
ALTER TABLE messages ADD COLUMN pinned_at INTEGER;
ALTER TABLE messages ADD COLUMN pinned_by BLOB REFERENCES users (id);
ALTER TABLE messages ADD COLUMN thread_seq INTEGER;
ALTER TABLE messages ADD COLUMN reply_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN last_reply_at INTEGER;

CREATE INDEX messages_by_thread ON messages (room_id, thread_seq, seq) WHERE thread_seq IS NOT NULL;
CREATE INDEX messages_by_pin ON messages (room_id, pinned_at) WHERE pinned_at IS NOT NULL;

-- What a message said before each edit; version is the room's at that edit.
CREATE TABLE message_edits (
    room_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq, version),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
) STRICT, WITHOUT ROWID;

-- Messages that mention everybody in the room. They have no rows in mentions.
CREATE TABLE room_mentions (
    room_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    author_id BLOB NOT NULL REFERENCES users (id),
    PRIMARY KEY (room_id, seq),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
) STRICT, WITHOUT ROWID;

-- version counts a draft's changes, those that emptied it included.
CREATE TABLE drafts (
    user_id BLOB NOT NULL REFERENCES users (id),
    room_id BLOB NOT NULL REFERENCES rooms (id),
    version INTEGER NOT NULL,
    content TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_messages (
    user_id BLOB NOT NULL REFERENCES users (id),
    room_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id, seq),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX saved_messages_by_time ON saved_messages (user_id, saved_at);

-- Into a room, or, without one, to register here.
CREATE TABLE invites (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    code TEXT NOT NULL UNIQUE,
    room_id BLOB REFERENCES rooms (id),
    creator_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    uses_max INTEGER,
    uses INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX invites_by_room ON invites (room_id);

-- Who did what to whom. detail is a JSON object; actor_id is null for the operator's command line.
CREATE TABLE audit_log (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    happened_at INTEGER NOT NULL,
    actor_id BLOB REFERENCES users (id),
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER keep_audit_log_unchanged BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;

CREATE TRIGGER keep_audit_log_whole BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log only grows');
END;
