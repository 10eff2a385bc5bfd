-- The search index (store/search/segment.hpp). It can be made from the messages at any time.

-- state: 0 building, 1 published, 2 retired.
CREATE TABLE search_segments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state smallint NOT NULL CHECK (state IN (0, 1, 2)),
    document_count bigint NOT NULL DEFAULT 0,
    catalog_chunks bigint NOT NULL DEFAULT 0,
    newest_key bigint NOT NULL DEFAULT 0
);

-- id: segment, section and number in one. Two rows fit into a page, where they stay.
CREATE TABLE search_chunks (
    id bigint NOT NULL PRIMARY KEY,
    bytes bytea NOT NULL
);

ALTER TABLE search_chunks ALTER COLUMN bytes SET STORAGE PLAIN;

-- Changes of a room up to indexed_version are in a segment. A room without a row has none there.
CREATE TABLE search_rooms (
    room_id uuid NOT NULL PRIMARY KEY,
    indexed_version bigint NOT NULL
) WITH (fillfactor = 70);

-- The one process that indexes, of all that share the database, and until when, unless it says so again.
CREATE TABLE search_indexer (
    only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    process uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
