-- Ids are UUIDv7, times milliseconds since 1970 UTC. A column that ends in _key holds its neighbour without
-- case (store/case_folding.hpp). What a number stands for: chat/entities.hpp. Text that is compared or sorted
-- is so byte by byte, whatever the database's language is: elsewhere the same chat would have another order.
-- Rows that every message changes leave room in their page (fillfactor), so that no index has to follow.

CREATE TABLE users (
    id uuid NOT NULL PRIMARY KEY,
    username text COLLATE "C" NOT NULL UNIQUE,
    display_name text NOT NULL,
    display_name_key text COLLATE "C" NOT NULL,
    avatar_url text,
    email text,
    role smallint NOT NULL CHECK (role IN (0, 1)),
    password_hash text NOT NULL,
    created_at bigint NOT NULL,
    deactivated_at bigint
);

-- A revoked session has no row.
CREATE TABLE sessions (
    id uuid NOT NULL PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    created_at bigint NOT NULL,
    last_used_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    user_agent text NOT NULL,
    address text NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX sessions_by_user ON sessions (user_id);

-- direct_key is the hash of the people of a direct room: the same people have one room.
CREATE TABLE rooms (
    id uuid NOT NULL PRIMARY KEY,
    kind smallint NOT NULL CHECK (kind IN (0, 1, 2)),
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    topic text NOT NULL,
    topic_key text COLLATE "C" NOT NULL,
    direct_key bytea UNIQUE CHECK ((direct_key IS NOT NULL) = (kind = 2)),
    member_count bigint NOT NULL,
    last_seq bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL DEFAULT 0,
    last_message_at bigint,
    created_at bigint NOT NULL,
    archived_at bigint
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX public_room_names ON rooms (name_key) WHERE kind = 0;

-- unread = rooms.last_seq - last_read_seq - exempt_count, where exempt_count is how many messages above the
-- marker are the member's own or deleted.
CREATE TABLE memberships (
    room_id uuid NOT NULL REFERENCES rooms (id),
    user_id uuid NOT NULL REFERENCES users (id),
    role smallint NOT NULL CHECK (role IN (0, 1, 2)),
    joined_at bigint NOT NULL,
    last_read_seq bigint NOT NULL,
    exempt_count bigint NOT NULL DEFAULT 0,
    muted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (room_id, user_id)
) WITH (fillfactor = 70);

CREATE INDEX memberships_by_user ON memberships (user_id);

CREATE TABLE images (
    id uuid NOT NULL PRIMARY KEY,
    uploader_id uuid NOT NULL REFERENCES users (id),
    content_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    placeholder text NOT NULL,
    created_at bigint NOT NULL
);

-- Apart, so that reading a page of messages never walks past the bytes of its images; in pieces, so that no
-- image has to be in memory as a whole on either side. Kept as they are: image formats are compressed already.
CREATE TABLE image_bytes (
    image_id uuid NOT NULL REFERENCES images (id),
    place integer NOT NULL CHECK (place >= 0),
    bytes bytea NOT NULL,
    PRIMARY KEY (image_id, place)
);

ALTER TABLE image_bytes ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- version is the room's version at the message's last change; reply_to_seq is a message of the same room.
CREATE TABLE messages (
    room_id uuid NOT NULL REFERENCES rooms (id),
    seq bigint NOT NULL CHECK (seq > 0),
    id uuid NOT NULL UNIQUE,
    version bigint NOT NULL,
    author_id uuid NOT NULL REFERENCES users (id),
    client_id text COLLATE "C" NOT NULL,
    content text NOT NULL,
    reply_to_seq bigint,
    image_id uuid REFERENCES images (id),
    created_at bigint NOT NULL,
    edited_at bigint,
    deleted_at bigint,
    PRIMARY KEY (room_id, seq),
    FOREIGN KEY (room_id, reply_to_seq) REFERENCES messages (room_id, seq)
);

CREATE UNIQUE INDEX messages_by_client_id ON messages (author_id, client_id);
CREATE UNIQUE INDEX messages_by_version ON messages (room_id, version);

CREATE TABLE mentions (
    user_id uuid NOT NULL REFERENCES users (id),
    room_id uuid NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (user_id, room_id, seq),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
);

CREATE TABLE reactions (
    room_id uuid NOT NULL,
    seq bigint NOT NULL,
    emoji text COLLATE "C" NOT NULL,
    user_id uuid NOT NULL REFERENCES users (id),
    created_at bigint NOT NULL,
    PRIMARY KEY (room_id, seq, emoji, user_id),
    FOREIGN KEY (room_id, seq) REFERENCES messages (room_id, seq)
);
