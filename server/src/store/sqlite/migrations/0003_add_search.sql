-- The search index (store/search/segment.hpp). It can be made from the messages at any time.

-- state: 0 building, 1 published, 2 retired.
CREATE TABLE search_segments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
    document_count INTEGER NOT NULL DEFAULT 0,
    catalog_chunks INTEGER NOT NULL DEFAULT 0,
    newest_key INTEGER NOT NULL DEFAULT 0
) STRICT;

-- id: segment, section and number in one. A row fits into a page.
CREATE TABLE search_chunks (
    id INTEGER PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

-- Changes of a room up to indexed_version are in a segment. A room without a row has none there.
CREATE TABLE search_rooms (
    room_id BLOB NOT NULL PRIMARY KEY CHECK (length(room_id) = 16),
    indexed_version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
