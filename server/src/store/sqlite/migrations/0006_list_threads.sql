-- Which threads somebody began, and in which somebody has said what still stands. Nothing for other messages.
-- deleted_at, always null there, is for a search that the index is to cover.
CREATE INDEX messages_by_thread_starter ON messages (author_id, last_reply_at) WHERE last_reply_at IS NOT NULL;
CREATE INDEX messages_by_replier ON messages (author_id, room_id, thread_seq, deleted_at)
WHERE thread_seq IS NOT NULL AND deleted_at IS NULL;
