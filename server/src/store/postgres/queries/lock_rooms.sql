-- Locks the rooms that exist, so that nobody else can post to them or join them until this transaction ends. Always in
-- the order of their ids, so that two that lock several never wait for each other.
-- Parameters: room ids.
-- Index: the primary key (0004_keep_plans).
SELECT FROM lock_rooms_in_order($1)
