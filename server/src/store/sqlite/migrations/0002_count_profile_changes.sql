-- Messages are shown with their authors' names and pictures: together with a room's version, this count tells
-- whether a page of history is still as it was. It counts whoever's change, by whatever statement.
CREATE TABLE profile_changes (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    count INTEGER NOT NULL
) STRICT;

INSERT INTO profile_changes (only_row, count) VALUES (1, 0);

CREATE TRIGGER count_profile_change AFTER UPDATE OF username, display_name, avatar_url ON users
BEGIN
    UPDATE profile_changes SET count = count + 1;
END;
