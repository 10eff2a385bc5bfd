-- Only adds. What usernames look like, with more characters that are taken for each other than users_by_look
-- (0005) has, which nobody asks: chat/usernames.hpp (username_likeness) changes together with this.
CREATE INDEX users_by_likeness
ON users (replace(replace(replace(replace(username, '1', 'l'), '0', 'o'), 'm', 'rn'), 'w', 'vv'));
