#include "store/sqlite/search.hpp"

#include <gtest/gtest.h>

#include "base/errc.hpp"
#include "store/contract/store_contract.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/store.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::TempFolder;
using Texts = std::vector<std::string>;

/// A store with one person in one room, and a shell into its file.
class SqliteSearch : public ::testing::Test {
  protected:
    SqliteSearch() {
        EXPECT_TRUE(migrate(folder_.database()).has_value());
        start();
        const auto now = clock_.now();
        ada_ = run_task(store_->create_user({.id = chat::UserId::make(now, random_),
                                             .username = "ada",
                                             .display_name = "Ada",
                                             .email = {},
                                             .password_hash = "x",
                                             .created_at = now}))
                   .value();
        room_ = create_room("General");
    }

    chat::Room create_room(const std::string& name) {
        const auto now = clock_.now();
        return run_task(store_->create_room({.id = chat::RoomId::make(now, random_),
                                             .kind = chat::RoomKind::public_room,
                                             .name = name,
                                             .topic = {},
                                             .creator_id = ada_.id,
                                             .member_ids = {},
                                             .created_at = now}))
            .value()
            .room;
    }
    void start(search::SearchLimits limits = {}, search::IndexerOptions indexing = {}) {
        store_.reset();
        Options options{.path = folder_.database(), .readers = 1, .writes = {}};
        options.search = limits;
        options.indexing = indexing;
        store_ = Store::open(std::move(options), sink_).value();
    }
    void post(const std::string& content) {
        clock_.advance(1ms);
        const auto id = chat::MessageId::make(clock_.now(), random_);
        const auto posted = run_task(store_->post_message({.id = id,
                                                           .room_id = room_.id,
                                                           .author_id = ada_.id,
                                                           .content = content,
                                                           .client_id = id.to_string(),
                                                           .reply_to = {},
                                                           .thread_of = {},
                                                           .image_id = {},
                                                           .mentioned_names = {},
                                                           .created_at = clock_.now()}));
        ASSERT_TRUE(posted.has_value());
    }
    Result<chat::SearchPage> search(const std::string& text, std::optional<chat::MessageId> before = {},
                                    std::optional<chat::MessageId> after = {}) {
        chat::SearchQuery query;
        query.text = text;
        query.before = before;
        query.after = after;
        return run_task(store_->search_messages(ada_.id, query));
    }
    Texts find(const std::string& text) {
        Texts contents;
        for (const auto& found : search(text).value().found) contents.push_back(found.message.content);
        return contents;
    }
    /// How many pages it takes to find `text` to the end; what they hold goes to `found`.
    int count_pages(const std::string& text, Texts& found, std::optional<chat::MessageId> after = {}) {
        std::optional<chat::MessageId> before;
        for (int pages = 1;; ++pages) {
            const auto page = search(text, before, after).value();
            for (const auto& one : page.found) found.push_back(one.message.content);
            if (!page.next_before) return pages;
            before = page.next_before;
        }
    }
    void tamper(const char* text) {
        const auto db = Connection::open(folder_.database(), OpenMode::read_write, 5s).value();
        db->execute(text);
        ASSERT_FALSE(db->failed());
    }
    std::int64_t count_unpublished() {
        return count(
            "SELECT (SELECT count(*) FROM search_segments WHERE state <> 1) + "
            "(SELECT count(*) FROM search_chunks WHERE id >> 32 NOT IN "
            "(SELECT id FROM search_segments WHERE state = 1))");
    }
    std::int64_t count(const char* text) {
        sqlite3* handle = nullptr;
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_open(folder_.database().c_str(), &handle), SQLITE_OK);
        EXPECT_EQ(sqlite3_prepare_v2(handle, text, -1, &statement, nullptr), SQLITE_OK);
        EXPECT_EQ(sqlite3_step(statement), SQLITE_ROW);
        const auto counted = sqlite3_column_int64(statement, 0);
        sqlite3_finalize(statement);
        sqlite3_close(handle);
        return counted;
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    RecordingSink sink_;
    TempFolder folder_;
    std::unique_ptr<Store> store_;
    chat::User ada_;
    chat::Room room_;
};

TEST_F(SqliteSearch, finds_what_was_written_before_there_was_search) {
    post("an old fox");
    store_.reset();
    tamper(
        "DROP TABLE search_segments; DROP TABLE search_chunks; DROP TABLE search_rooms; "
        "DELETE FROM migrations WHERE number = 3");
    EXPECT_EQ(migrate(folder_.database()).value(), Texts{"0003_add_search"});
    start();
    EXPECT_EQ(find("fox"), Texts{"an old fox"});
    post("a new fox");
    ASSERT_TRUE(store_->index_everything(30s));
    EXPECT_EQ(find("fox"), (Texts{"a new fox", "an old fox"}));
}

TEST_F(SqliteSearch, looks_at_so_many_candidates_for_one_page_and_goes_on_from_there) {
    start({.candidates_max = 50});
    post("y x");
    for (int i = 0; i < 150; ++i) post("x y");
    ASSERT_TRUE(store_->index_everything(30s));
    const auto first = search("\"y x\"").value();
    EXPECT_TRUE(first.found.empty());
    EXPECT_TRUE(first.next_before.has_value());
    Texts found;
    EXPECT_GE(count_pages("\"y x\"", found), 2);
    EXPECT_EQ(found, Texts{"y x"});
}

TEST_F(SqliteSearch, looks_at_the_newest_alone_while_the_index_is_far_behind) {
    start({.pending_max = 10, .scan_max = 500});
    post("the first fox");
    for (int i = 0; i < 1100; ++i) post("nothing");
    post("the last fox");
    const auto first = search("fox").value();
    EXPECT_EQ(first.found.size(), 1U);
    EXPECT_TRUE(first.next_before.has_value());
    Texts found;
    EXPECT_EQ(count_pages("fox", found), 3);
    EXPECT_EQ(found, (Texts{"the last fox", "the first fox"}));
}

TEST_F(SqliteSearch, finds_the_same_in_the_newest_messages_as_in_the_index) {
    for (int i = 0; i < 1200; ++i) {
        std::string text = "all";
        if (i % 3 == 0) text += " third";
        if (i % 40 == 0) text += " fortieth";
        if (i % 500 == 7) text += " rare";
        if (i > 1150) text += " late";
        post(text);
    }
    ASSERT_TRUE(store_->index_everything(30s));
    const auto message_507 = search("rare").value().found.at(1).message.id;
    const auto find_all = [this](const std::string& text, std::optional<chat::MessageId> after = {}) {
        Texts found;
        (void)count_pages(text, found, after);
        return found;
    };
    const Texts asked = {"all", "third", "ird", "fortieth", "rare", "late", "\"third fortieth\"", "nowhere"};
    std::vector<Texts> by_index;
    for (const auto& text : asked) by_index.push_back(find_all(text));
    EXPECT_EQ(by_index.front().size(), 1200U);
    EXPECT_EQ(find_all("all", message_507).size(), 692U);
    EXPECT_EQ(find_all("rare", message_507).size(), 1U);
    start({.peek_from = 0});
    for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(find_all(asked[i]), by_index[i]) << asked[i];
    EXPECT_EQ(find_all("all", message_507).size(), 692U);
    EXPECT_EQ(find_all("rare", message_507).size(), 1U);
    tamper("UPDATE search_chunks SET bytes = x'00'");
    start({.peek_from = 0});
    EXPECT_EQ(find("third").size(), 20U) << "the index is not asked for what is common";
    EXPECT_FALSE(search("rare").has_value());
}

TEST_F(SqliteSearch, indexes_many_rooms_in_the_order_of_time) {
    start({}, {.messages_max = 200});
    auto other = create_room("Other");
    for (int i = 0; i < 800; ++i) {
        post("message");
        std::swap(room_, other);
    }
    ASSERT_TRUE(store_->index_everything(30s));
    EXPECT_GE(count("SELECT count(*) FROM search_segments"), 4);
    EXPECT_EQ(count("SELECT sum(document_count) FROM search_segments"), 800);
    // Of the last 160 milliseconds, in which there was a message each.
    EXPECT_EQ(count("SELECT count(*) FROM search_segments "
                    "WHERE newest_key > (SELECT max(newest_key) FROM search_segments) - (160 << 16)"),
              1);
}

TEST_F(SqliteSearch, removes_what_a_crash_left_half_made_and_what_was_merged) {
    store_.reset();
    tamper(
        "INSERT INTO search_segments (id, state) VALUES (7, 0); "
        "INSERT INTO search_chunks VALUES (7 << 32, x'00'), ((7 << 32) + 1, x'00')");
    EXPECT_EQ(count_unpublished(), 3);
    start();
    for (int i = 0; i < 20; ++i) {
        post("fox " + std::to_string(i));
        ASSERT_TRUE(store_->index_everything(30s));
    }
    EXPECT_EQ(count_unpublished(), 0);
    EXPECT_EQ(find("fox").size(), 20U);
}

TEST_F(SqliteSearch, fails_when_the_index_is_damaged) {
    post("a fox");
    ASSERT_TRUE(store_->index_everything(30s));
    tamper("UPDATE search_chunks SET bytes = x'00'");
    EXPECT_EQ(code_of(search("fox")), make_error_code(chatter::Errc::internal));
}

}  // namespace
}  // namespace chatter::store::sqlite
