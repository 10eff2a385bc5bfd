#include "store/move/testing/filled_database.hpp"

#include <gtest/gtest.h>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::store::move::testing {

using namespace std::chrono_literals;

void execute(const std::string& path, const char* text) {
    const auto db = sqlite::Connection::open(path, sqlite::OpenMode::read_write, 5s).value();
    db->execute(text);
    ASSERT_FALSE(db->failed()) << text;
}

void fill(const std::string& path) {
    ASSERT_TRUE(sqlite::migrate(path).has_value());
    execute(path, R"sql(
        INSERT INTO users VALUES
            (x'00000000000000000000000000000001', 'ada', 'Ada 👩🏽‍🚀', 'ada 👩🏽‍🚀', 'https://example.com/a', 'ada@example.com', 1, '$argon2id$x', 1, NULL, 'at sea ⛵', 2, 17),
            (x'00000000000000000000000000000002', 'bob', '', '', NULL, NULL, 0, 'y', -5, 9007199254740993, '', 0, NULL);
        INSERT INTO sessions VALUES (randomblob(16), x'00000000000000000000000000000001', 1, 2, 3, 'a ''quoted'' "agent" \ ', '::1');
        INSERT INTO rooms SELECT x'00000000000000000000000000000011', 0, '東京', '東京', 'x', 'x', NULL, 2, 5000, 6001, 7, 1, NULL, 1, NULL
            UNION ALL SELECT x'00000000000000000000000000000012', 2, '', '', '', '', x'00ff00', 2, 0, 0, NULL, 1, 5, 0, 6;
        INSERT INTO memberships VALUES
            (x'00000000000000000000000000000011', x'00000000000000000000000000000001', 2, 1, 4000, 3, 0, 2),
            (x'00000000000000000000000000000011', x'00000000000000000000000000000002', 0, 1, 0, 0, 1, 0);
        INSERT INTO images SELECT x, x'00000000000000000000000000000001', 'image/png', 4, 3, 'data:', 1
            FROM (SELECT x'00000000000000000000000000000021' AS x UNION ALL SELECT x'00000000000000000000000000000022' UNION ALL SELECT x'00000000000000000000000000000023');
        INSERT INTO image_bytes VALUES
            (x'00000000000000000000000000000021', randomblob(5000000)), (x'00000000000000000000000000000022', x'00ff'), (x'00000000000000000000000000000023', x'');
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
        INSERT INTO messages SELECT x'00000000000000000000000000000011', i, randomblob(16), CASE i WHEN 7 THEN 6001 ELSE i + 1000 END, x'00000000000000000000000000000001', 'c' || i,
            CASE i % 3 WHEN 0 THEN '' ELSE 'Straße 한국어 ' || char(10, 9, 92, 36) || i END,
            CASE WHEN i > 4000 THEN i - 1000 END, CASE i WHEN 7 THEN x'00000000000000000000000000000021' END,
            i, CASE i % 5 WHEN 0 THEN i END, CASE i % 3 WHEN 0 THEN i END, CASE i % 7 WHEN 0 THEN i END,
            CASE i % 7 WHEN 0 THEN x'00000000000000000000000000000002' END, CASE WHEN i > 4990 THEN 5 END, i % 2, CASE i % 2 WHEN 1 THEN i END, i = 7 FROM n;
        INSERT INTO mentions VALUES (x'00000000000000000000000000000002', x'00000000000000000000000000000011', 5);
        INSERT INTO reactions VALUES
            (x'00000000000000000000000000000011', 5, '👍', x'00000000000000000000000000000002', 9),
            (x'00000000000000000000000000000011', 5, 'é', x'00000000000000000000000000000002', 9),
            (x'00000000000000000000000000000011', 5, 'Z', x'00000000000000000000000000000002', 9),
            (x'00000000000000000000000000000011', 5, 'a', x'00000000000000000000000000000002', 9);
        INSERT INTO message_edits VALUES (x'00000000000000000000000000000011', 5, 1001, 'before', 3), (x'00000000000000000000000000000011', 5, 1002, '', 4);
        INSERT INTO room_mentions VALUES (x'00000000000000000000000000000011', 6, x'00000000000000000000000000000001');
        INSERT INTO blocks VALUES (x'00000000000000000000000000000001', x'00000000000000000000000000000002', 8);
        INSERT INTO drafts VALUES (x'00000000000000000000000000000001', x'00000000000000000000000000000011', 3, 'Entwurf ''für'' später', 9);
        INSERT INTO saved_messages VALUES (x'00000000000000000000000000000002', x'00000000000000000000000000000011', 7, 10);
        INSERT INTO invites VALUES (randomblob(16), 'abc', x'00000000000000000000000000000011', x'00000000000000000000000000000001', 1, 2, 3, 1, 4),
            (randomblob(16), 'ABC', NULL, x'00000000000000000000000000000002', 1, NULL, NULL, 0, NULL);
        INSERT INTO audit_log VALUES (randomblob(16), 1, NULL, 'promote', 'user', 'x', '{"to":"admin"}', '::1'),
            (randomblob(16), 2, x'00000000000000000000000000000001', 'delete', 'message', 'y', '{}', '');)sql");
}

}  // namespace chatter::store::move::testing
