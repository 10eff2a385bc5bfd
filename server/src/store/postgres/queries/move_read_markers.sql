-- Moves read markers up, one after the other, in rooms that are locked (lock_rooms.sql).
-- Result: of each its place from 1; kind, last_seq and version of the room, or nulls; role, last_read_seq, unread and
-- mentions, whether muted and what is notified of its member, or nulls; whether the marker moved.
-- Parameters: of each user id, room id and seq.
-- Index: the primary keys of rooms, memberships, messages, mentions and room_mentions (0014_move_markers_at_once).
SELECT * FROM move_read_markers($1, $2, $3)
