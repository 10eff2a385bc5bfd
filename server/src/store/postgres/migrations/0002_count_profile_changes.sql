-- Messages are shown with their authors' names and pictures: together with a room's version, this count tells
-- whether a page of history is still as it was. It counts whoever's change, by whatever statement.
CREATE TABLE profile_changes (
    only_row smallint NOT NULL PRIMARY KEY CHECK (only_row = 1),
    count bigint NOT NULL
);

INSERT INTO profile_changes (only_row, count) VALUES (1, 0);

CREATE FUNCTION count_profile_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE profile_changes SET count = count + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER count_profile_change AFTER UPDATE OF username, display_name, avatar_url ON users
FOR EACH ROW EXECUTE FUNCTION count_profile_change();
