-- Ids are 16 bytes (UUIDv7), times milliseconds since 1970 UTC. A column that ends in _key holds its
-- neighbour without case (store/case_folding.hpp). What a number stands for: chat/entities.hpp.

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    username TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    display_name_key TEXT NOT NULL,
    avatar_url TEXT,
    email TEXT,
    role INTEGER NOT NULL CHECK (role IN (0, 1)),
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    deactivated_at INTEGER
) STRICT, WITHOUT ROWID;

-- A revoked session has no row.
CREATE TABLE sessions (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_user ON sessions (user_id);

-- direct_key is the hash of the people of a direct room: the same people have one room.
CREATE TABLE rooms (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    topic TEXT NOT NULL,
    topic_key TEXT NOT NULL,
    direct_key BLOB UNIQUE CHECK ((direct_key IS NOT NULL) = (kind = 2)),
    member_count INTEGER NOT NULL,
    last_seq INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0,
    last_message_at INTEGER,
    created_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX public_room_names ON rooms (name_key) WHERE kind = 0;

-- unread = rooms.last_seq - last_read_seq - exempt_count, where exempt_count is how many messages above the
-- marker are the member's own or deleted.
CREATE TABLE memberships (
    room_id BLOB NOT NULL REFERENCES rooms (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    role INTEGER NOT NULL CHECK (role IN (0, 1, 2)),
    joined_at INTEGER NOT NULL,
    last_read_seq INTEGER NOT NULL,
    exempt_count INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0 CHECK (muted IN (0, 1)),
    PRIMARY KEY (room_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE images (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uploader_id BLOB NOT NULL REFERENCES users (id),
    content_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    placeholder TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Apart, so that reading a page of messages never walks past the bytes of its images.
CREATE TABLE image_bytes (
    image_id BLOB NOT NULL UNIQUE REFERENCES images (id),
    bytes BLOB NOT NULL
) STRICT;

-- A room's messages lie side by side in the order in which they are read. version is the room's version at
-- the message's last change; reply_to_seq is a message of the same room.
CREATE TABLE messages (
    room_id BLOB NOT NULL REFERENCES rooms (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    id BLOB NOT NULL CHECK (length(id) = 16),
    version INTEGER NOT NULL,
    author_id BLOB NOT NULL REFERENCES users (id),
    client_id TEXT NOT NULL,
    content TEXT NOT NULL,
    reply_to_seq INTEGER,
    image_id BLOB REFERENCES images (id),
    created_at INTEGER NOT NULL,
    edited_at INTEGER,
    deleted_at INTEGER,
    PRIMARY KEY (room_id, seq),
    FOREIGN KEY (room_id, reply_to_seq) REFERENCES messages (room_id, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX messages_by_id ON messages (id);
CREATE UNIQUE INDEX messages_by_client_id ON messages (author_id, client_id);
CREATE UNIQUE INDEX messages_by_version ON messages (room_id, version);

CREATE TABLE mentions (
    user_id BLOB NOT NULL REFERENCES users (id),
    room_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id, seq),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE reactions (
    room_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    user_id BLOB NOT NULL REFERENCES users (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (room_id, seq, emoji, user_id),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
) STRICT, WITHOUT ROWID;
