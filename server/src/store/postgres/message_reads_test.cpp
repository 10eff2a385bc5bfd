#include "store/postgres/message_reads.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "store/contract/store_contract.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using testing::Database;

const auto ada = chat::UserId::parse("01890a5d-ac96-774b-bcce-b302099a8057").value();
const auto room = chat::RoomId::parse("01890a5d-ac96-774b-bcce-b302099a8058").value();
const auto another_room = chat::RoomId::parse("01890a5d-ac96-774b-bcce-b302099a8059").value();
constexpr std::int64_t messages_count = 5'000;

/// A room of `messages_count` messages among others, message n at version n.
class PostgresMessageReads : public ::testing::Test {
  protected:
    PostgresMessageReads() {
        database_.tamper(
            "INSERT INTO users (id, username, display_name, display_name_key, role, password_hash, "
            "created_at)"
            " SELECT '01890a5d-ac96-774b-bcce-b302099a8057'::uuid, 'ada', 'Ada', 'ada', 0, '', 0 UNION ALL"
            " SELECT gen_random_uuid(), 'user' || i, 'User', 'user', 0, '', 0 FROM generate_series(1, 5000) "
            "i;"
            "INSERT INTO rooms (id, kind, name, name_key, topic, topic_key, member_count, created_at,"
            " last_seq, version)"
            " SELECT '01890a5d-ac96-774b-bcce-b302099a8058'::uuid, 1, 'A', 'a', '', '', 1, 0, 5000, 5000"
            " UNION ALL"
            " SELECT gen_random_uuid(), 1, 'B', 'b', '', '', 1, 0, 5, 5 FROM generate_series(1, 200);"
            "INSERT INTO memberships (room_id, user_id, role, joined_at, last_read_seq)"
            " SELECT id, '01890a5d-ac96-774b-bcce-b302099a8057', 0, 0, 0 FROM rooms WHERE last_seq = 5000;"
            "INSERT INTO messages (room_id, seq, id, version, author_id, client_id, content, created_at)"
            " SELECT r.id, s, gen_random_uuid(), s, '01890a5d-ac96-774b-bcce-b302099a8057', r.id::text || s,"
            " repeat('x', 100), 0 FROM rooms r CROSS JOIN LATERAL generate_series(1, r.last_seq) s;"
            "ANALYZE");
    }

    chat::HistoryPage read(const chat::HistoryQuery& query) {
        Snapshot snapshot(db_);
        return read_history(snapshot, ada, room, query).value();
    }
    chat::RoomChanges changes_since(chat::Version version, std::size_t limit) {
        return read_changes(db_, ada, {{room, version}}, limit).rooms.at(room);
    }
    /// How PostgreSQL runs a statement.
    template <class... Values>
    std::string plan_of(const sql::Statement& statement, const Values&... values) {
        const auto text = std::string("EXPLAIN ") + statement.text;
        std::string plan;
        for (Query query(db_, {.index = 0, .text = text.c_str()}, values...); query.next();)
            plan += query.take<std::string>() + "\n";
        EXPECT_FALSE(db_.failed()) << db_.failure()->message;
        return plan;
    }

    Database database_;
    std::unique_ptr<Connection> connection_ = database_.connect();
    Connection& db_ = *connection_;
};

TEST_F(PostgresMessageReads, finds_every_page_and_every_change_by_an_index) {
    constexpr auto endless = std::numeric_limits<chat::Seq>::max();
    for (const chat::Seq last : {chat::Seq{50}, messages_count / 2, endless}) {
        const auto plan = plan_of(sql::read_history, room, chat::Seq{1}, last, std::int64_t{50});
        EXPECT_TRUE(plan.contains("Index Scan Backward using messages_pkey")) << plan;
        EXPECT_FALSE(plan.contains("Sort")) << plan;
    }
    for (const std::int64_t throughout : {0, 1}) {
        const auto plan =
            plan_of(sql::read_changes, std::vector{room, another_room},
                    std::vector{messages_count - 100, std::int64_t{1}}, std::vector{throughout, throughout},
                    std::int64_t{201}, std::int64_t{1'000'000});
        EXPECT_TRUE(plan.contains("messages_pkey")) << plan;
        EXPECT_FALSE(plan.contains("Seq Scan on messages")) << plan;
    }
    for (const auto& plan :
         {plan_of(sql::list_missed_messages, room, messages_count - 100, std::int64_t{200}),
          plan_of(sql::search_changes, room, std::int64_t{0}, messages_count, std::int64_t{1024},
                  chat::Seq{0}),
          plan_of(sql::search_pending, std::vector{room, another_room},
                  std::vector{messages_count - 100, std::int64_t{1}},
                  std::vector{messages_count, std::int64_t{5}})}) {
        EXPECT_TRUE(plan.contains("messages_pkey") && plan.contains("messages_by_change")) << plan;
        EXPECT_FALSE(plan.contains("Seq Scan on messages")) << plan;
    }
    for (const auto& plan : {plan_of(sql::find_replied_to, room, std::vector<chat::Seq>{5, 7, 900}),
                             plan_of(sql::find_replied_to_of_rooms, std::vector{room, another_room},
                                     std::vector<chat::Seq>{5, 7}),
                             plan_of(sql::find_changed_throughout, std::vector{room, another_room},
                                     std::vector<chat::Version>{0, 1}, std::int64_t{201}),
                             plan_of(sql::find_authors, std::vector<chat::UserId>{ada}),
                             plan_of(sql::find_room_access, ada, room),
                             plan_of(sql::find_sessions, std::vector<chat::SessionId>(3))})
        EXPECT_FALSE(plan.contains("Seq Scan on messages") || plan.contains("Seq Scan on users") ||
                     plan.contains("Seq Scan on rooms"))
            << plan;
}

TEST_F(PostgresMessageReads, leaves_no_transaction_open) {
    EXPECT_EQ(read({.before = 100, .after = {}, .around = {}, .limit = 50}).messages.size(), 50U);
    EXPECT_FALSE(db_.in_transaction());
    EXPECT_EQ(changes_since(messages_count - 3, 200).messages.size(), 3U);
    EXPECT_FALSE(db_.in_transaction());
    EXPECT_TRUE(find_message(db_, room, 7).has_value());
    EXPECT_FALSE(find_message(db_, room, messages_count + 1).has_value());
    EXPECT_FALSE(db_.in_transaction());
}

TEST_F(PostgresMessageReads, stays_within_the_transaction_of_its_caller) {
    run(db_, sql::begin);
    EXPECT_TRUE(find_message(db_, room, 7).has_value());
    EXPECT_EQ(read({.before = {}, .after = {}, .around = {}, .limit = 50}).messages.size(), 50U);
    EXPECT_TRUE(db_.in_transaction());
    EXPECT_FALSE(db_.failed());
}

TEST_F(PostgresMessageReads, gives_the_newest_messages_to_who_is_far_behind) {
    for (const chat::Version seen : {0, 1, 3'000}) {
        const auto changes = changes_since(seen, 200);
        ASSERT_EQ(changes.messages.size(), 200U);
        EXPECT_TRUE(changes.truncated);
        EXPECT_EQ(changes.messages.front().seq, messages_count - 199);
        EXPECT_EQ(changes.messages.back().seq, messages_count);
    }
}

TEST_F(PostgresMessageReads, finds_old_messages_that_changed_among_new_ones_that_did_not) {
    // Messages 1 to 300 were changed after all else: they are versions 5001 to 5300.
    database_.tamper(
        "UPDATE messages SET version = seq + 5000, edited_at = 1 WHERE seq <= 300 AND room_id ="
        " '01890a5d-ac96-774b-bcce-b302099a8058';"
        "UPDATE rooms SET version = 5300 WHERE last_seq = 5000");
    const auto changes = changes_since(4'990, 400);
    ASSERT_EQ(changes.messages.size(), 310U);
    EXPECT_FALSE(changes.truncated);
    EXPECT_EQ(changes.messages.front().seq, 1);
    EXPECT_EQ(changes.messages[299].seq, 300);
    EXPECT_EQ(changes.messages[300].seq, 4'991);
    const auto fewer = changes_since(5'000, 200);
    ASSERT_EQ(fewer.messages.size(), 200U);
    EXPECT_TRUE(fewer.truncated);
    EXPECT_EQ(fewer.messages.front().seq, 101);
}

TEST_F(PostgresMessageReads, puts_on_a_page_what_its_messages_name) {
    database_.tamper(
        "INSERT INTO images VALUES ('01890a5d-ac96-774b-bcce-b302099a8059',"
        " '01890a5d-ac96-774b-bcce-b302099a8057', 'image/png', 3, 4, 'data:', 0);"
        "UPDATE messages SET reply_to_seq = 3 WHERE seq IN (10, 11) AND content = repeat('x', 100);"
        "UPDATE messages SET image_id = '01890a5d-ac96-774b-bcce-b302099a8059' WHERE seq = 12;"
        "UPDATE messages SET content = repeat('é', 200) WHERE seq = 3;"
        "UPDATE messages SET reply_to_seq = 4 WHERE seq = 13;"
        "UPDATE messages SET deleted_at = 1, content = '' WHERE seq = 4;"
        "INSERT INTO reactions SELECT '01890a5d-ac96-774b-bcce-b302099a8058', 12, e, u.id, t"
        " FROM (VALUES ('b', 'ada', 1), ('a', 'user1', 2), ('b', 'user2', 3)) v (e, name, t)"
        " JOIN users u ON u.username = v.name");
    const auto page = read({.before = 14, .after = {}, .around = {}, .limit = 4});
    ASSERT_EQ(page.messages.size(), 4U);
    for (const std::size_t i : {0, 1}) {
        EXPECT_EQ(page.messages[i].author.username, "ada");
        ASSERT_TRUE(page.messages[i].reply_to.has_value());
        EXPECT_EQ(page.messages[i].reply_to->seq, 3);
        EXPECT_EQ(page.messages[i].reply_to->author.username, "ada");
        EXPECT_EQ(page.messages[i].reply_to->excerpt.size(), 280U);
    }
    EXPECT_EQ(page.messages[2].image.value().height, 4);
    ASSERT_EQ(page.messages[2].reactions.size(), 2U);
    EXPECT_EQ(page.messages[2].reactions[0].emoji, "b");
    EXPECT_EQ(page.messages[2].reactions[0].user_ids.size(), 2U);
    EXPECT_EQ(page.messages[2].reactions[0].user_ids[0], ada);
    EXPECT_EQ(page.messages[2].reactions[1].emoji, "a");
    EXPECT_FALSE(page.messages[2].reply_to.has_value());
    EXPECT_EQ(page.messages[3].reply_to.value().excerpt, "");
}

}  // namespace
}  // namespace chatter::store::postgres
