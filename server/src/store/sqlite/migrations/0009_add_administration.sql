-- Only adds: a server of the version before goes on working beside it.

-- The newest entries of one kind, by one person, about one thing.
CREATE INDEX audit_log_by_action ON audit_log (action, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor_id, id);
CREATE INDEX audit_log_by_target ON audit_log (target_id, id);

-- Sessions that ended within the last day, by whatever statement of whichever process: a server looks here for
-- those of its sockets that another process has ended. Times are the database's own.
CREATE TABLE session_endings (
    ended_at INTEGER NOT NULL,
    session_id BLOB NOT NULL CHECK (length(session_id) = 16),
    PRIMARY KEY (ended_at, session_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER note_session_ending AFTER DELETE ON sessions
BEGIN
    DELETE FROM session_endings
    WHERE ended_at < CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) - 86400000;
    INSERT OR IGNORE INTO session_endings (ended_at, session_id)
    VALUES (CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER), OLD.id);
END;
