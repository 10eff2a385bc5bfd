-- Only adds. Who has blocked somebody is asked whenever that somebody watches people.
CREATE INDEX blocks_by_blocked ON blocks (blocked_id, blocker_id);
