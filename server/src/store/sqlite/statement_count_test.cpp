// What SQLite is asked does not grow with what there is (tests/integration/postgres_statements.test.mjs: the
// same of PostgreSQL, and of all that stands above a store).

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <map>
#include <mutex>
#include <string_view>

#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/store.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::sqlite {
namespace {

using chat::testing::run_task;
using chat::testing::run_tasks;
using namespace std::chrono_literals;

using Statements = std::map<std::string, int>;

/// Counts every run of every statement on the connections that are opened while it lives. Threads: any.
class StatementCounter {
  public:
    StatementCounter() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(watch)); }
    ~StatementCounter() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(watch)); }
    StatementCounter(const StatementCounter&) = delete;
    StatementCounter& operator=(const StatementCounter&) = delete;

    /// What was run since the last call, but for what a connection asks of itself.
    static Statements take() {
        const std::lock_guard lock(mutex);
        auto taken = std::exchange(counted, {});
        std::erase_if(taken, [](const auto& one) { return one.first.starts_with("PRAGMA"); });
        return taken;
    }

  private:
    static int watch(sqlite3* db, const char** /*error*/, const sqlite3_api_routines* /*api*/) {
        return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, note, nullptr);
    }
    static int note(unsigned /*kind*/, void* /*context*/, void* statement, void* /*text*/) {
        // The indexer looks once more for work of its own after it has said that it is done.
        std::array<char, 16> thread{};
        pthread_getname_np(pthread_self(), thread.data(), thread.size());
        if (std::string_view(thread.data()) == "search-indexer") return 0;
        const std::lock_guard lock(mutex);
        ++counted[sqlite3_sql(static_cast<sqlite3_stmt*>(statement))];
        return 0;
    }
    inline static std::mutex mutex;  // guards the count
    inline static Statements counted;
};

class IgnoringSink final : public chat::EventSink {
  public:
    void publish(std::vector<chat::Event> /*committed*/) override {}
};

class SqliteStatementCount : public ::testing::Test {
  protected:
    static constexpr std::size_t few_rooms = 5, many_rooms = 500;

    struct Person {
        chat::User user;
        std::vector<chat::Room> rooms;
        std::vector<chat::Message> messages;  // the first of each room
    };

    SqliteStatementCount() {
        EXPECT_TRUE(migrate(folder_.database()).has_value());
        // The indexer sleeps, so that no search finds what it has just made.
        Options options;
        options.path = folder_.database();
        options.search.pending_max = 1'000'000;
        options.indexing.changes_min = 1'000'000;
        options.indexing.interval = 1h;
        store_ = Store::open(options, sink_).value();
        peer_ = make_user("peer");
        few_ = make_person("few", few_rooms);
        many_ = make_person("many", many_rooms);
        EXPECT_TRUE(store_->index_everything(30s));
    }

    chat::User make_user(const std::string& name) {
        return run_task(store_->create_user({.id = chat::UserId::make(clock_.now(), random_),
                                             .username = name,
                                             .display_name = name,
                                             .email = {},
                                             .password_hash = "hash",
                                             .created_at = clock_.now(),
                                             .only_if_first = false}))
            .value();
    }

    Person make_person(const std::string& name, std::size_t room_count) {
        Person person;
        person.user = make_user(name);
        std::vector<Task<Result<chat::CreatedRoom>>> making;
        for (std::size_t i = 0; i < room_count; ++i)
            making.push_back(store_->create_room({.id = chat::RoomId::make(clock_.now(), random_),
                                                  .kind = chat::RoomKind::private_room,
                                                  .name = name + std::to_string(i),
                                                  .topic = {},
                                                  .creator_id = person.user.id,
                                                  .member_ids = {peer_.id},
                                                  .created_at = clock_.now()}));
        for (auto& made : run_tasks(std::move(making))) person.rooms.push_back(std::move(made->room));
        person.messages = post_in_each(person.rooms, {});
        (void)post_in_each(person.rooms, person.messages);
        return person;
    }

    std::vector<chat::Message> post_in_each(const std::vector<chat::Room>& rooms,
                                            const std::vector<chat::Message>& replied_to) {
        std::vector<Task<Result<chat::PostedMessage>>> posting;
        for (std::size_t i = 0; i < rooms.size(); ++i) {
            clock_.advance(1ms);
            const auto id = chat::MessageId::make(clock_.now(), random_);
            chat::NewMessage message{.id = id,
                                     .room_id = rooms[i].id,
                                     .author_id = peer_.id,
                                     .content = "hello",
                                     .client_id = id.to_string(),
                                     .reply_to = {},
                                     .thread_of = {},
                                     .image_id = {},
                                     .mentioned_names = {},
                                     .created_at = clock_.now()};
            if (!replied_to.empty()) message.reply_to = replied_to[i].id;
            posting.push_back(store_->post_message(std::move(message)));
        }
        std::vector<chat::Message> posted;
        for (auto& one : run_tasks(std::move(posting))) posted.push_back(std::move(one->message));
        return posted;
    }

    /// What `work` of each of the two persons runs.
    template <class Work>
    void expect_same(Work work) {
        (void)StatementCounter::take();
        work(few_);
        const auto of_few = StatementCounter::take();
        work(many_);
        EXPECT_EQ(StatementCounter::take(), of_few);
        EXPECT_FALSE(of_few.empty());
    }

    std::map<chat::RoomId, chat::Version> seen(const Person& person, chat::Version version) {
        std::map<chat::RoomId, chat::Version> seen;
        for (const auto& room : person.rooms) seen.emplace(room.id, version);
        return seen;
    }

    StatementCounter counter_;
    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    IgnoringSink sink_;
    testing::TempFolder folder_;
    std::unique_ptr<Store> store_;
    chat::User peer_;
    Person few_, many_;
};

TEST_F(SqliteStatementCount, is_the_same_for_whoever_is_in_few_rooms_or_in_many) {
    expect_same([&](const Person& person) {
        const auto rooms = run_task(store_->list_rooms(person.user.id)).value();
        EXPECT_EQ(rooms.size(), person.rooms.size());
    });
    for (const chat::Version version : {0, 1, 2}) {
        expect_same([&](const Person& person) {
            const auto changes =
                run_task(store_->read_changes(person.user.id, seen(person, version), 200)).value();
            EXPECT_EQ(changes.rooms.size(), version == 2 ? 0U : person.rooms.size());
        });
    }
    expect_same([&](const Person& person) {
        ASSERT_TRUE(run_task(store_->mark_all_read(person.user.id, {})).has_value());
        for (const auto& room : run_task(store_->list_rooms(person.user.id)).value())
            EXPECT_EQ(room.membership->unread_count, 0);
    });
}

TEST_F(SqliteStatementCount, is_the_same_for_a_short_page_and_a_long_one) {
    for (const auto* person : {&few_, &many_}) {
        std::vector<Task<Result<void>>> saving;
        for (std::size_t i = 0; i < std::min<std::size_t>(person->messages.size(), 100); ++i)
            saving.push_back(store_->save_message({.user_id = person->user.id,
                                                   .room_id = person->messages[i].room_id,
                                                   .message_id = person->messages[i].id,
                                                   .at = clock_.now()}));
        for (const auto& saved : run_tasks(std::move(saving))) EXPECT_TRUE(saved.has_value());
    }
    expect_same([&](const Person& person) {
        const auto page = run_task(store_->list_saved_messages(person.user.id, {}, 100)).value();
        EXPECT_EQ(page.rooms.size(), std::min<std::size_t>(person.rooms.size(), 100));
    });
    chat::SearchQuery query;
    query.text = "hello";
    query.limit = 2 * few_rooms;
    const auto search = [&](const Person& person) {
        const auto page = run_task(store_->search_messages(person.user.id, query)).value();
        EXPECT_EQ(page.found.size(), 2 * few_rooms);
    };
    search(few_);  // the first reads what stays in memory
    expect_same(search);
}

TEST_F(SqliteStatementCount, is_the_same_for_a_room_of_few_people_and_one_of_many) {
    std::vector<chat::User> people;
    for (int i = 0; i < 50; ++i) people.push_back(make_user("member" + std::to_string(i)));
    const auto begin_room = [&](std::size_t others) {
        std::vector<chat::UserId> ids;
        for (std::size_t i = 0; i < others; ++i) ids.push_back(people[i].id);
        (void)StatementCounter::take();
        const auto made = run_task(store_->create_room({.id = chat::RoomId::make(clock_.now(), random_),
                                                        .kind = chat::RoomKind::private_room,
                                                        .name = "Plans",
                                                        .topic = {},
                                                        .creator_id = peer_.id,
                                                        .member_ids = ids,
                                                        .created_at = clock_.now()}));
        EXPECT_EQ(made.value().room.member_count, static_cast<std::int64_t>(others) + 1);
        return std::pair(made.value().room, StatementCounter::take());
    };
    const auto [small, of_small] = begin_room(2);
    const auto [large, of_large] = begin_room(50);
    EXPECT_EQ(of_large, of_small);

    // Each edit takes the names of the one before back.
    const auto edit = [&](std::size_t named) {
        const auto message = post_in_each({large}, {}).at(0);
        Statements asked;
        for (const std::string word : {"first", "then"}) {
            std::vector<std::string> names;
            std::string content = word;
            for (std::size_t i = 0; i < named; ++i) {
                names.push_back(people[i].username);
                content += " @" + people[i].username;
            }
            (void)StatementCounter::take();
            EXPECT_TRUE(run_task(store_->edit_message({.target = {.user_id = peer_.id,
                                                                  .room_id = large.id,
                                                                  .message_id = message.id,
                                                                  .at = clock_.now(),
                                                                  .address = {}},
                                                       .content = content,
                                                       .image_id = {},
                                                       .mentioned_names = names,
                                                       .mentions_room = false}))
                            .has_value());
            asked = StatementCounter::take();
        }
        return asked;
    };
    const auto of_few_names = edit(2);
    EXPECT_EQ(edit(50), of_few_names);
    EXPECT_EQ(run_task(store_->find_room(people[49].id, large.id)).value().membership->mention_count, 1);
}

TEST_F(SqliteStatementCount, is_the_same_for_a_search_of_what_is_not_indexed_yet) {
    (void)post_in_each(few_.rooms, few_.messages);
    (void)post_in_each(many_.rooms, many_.messages);
    chat::SearchQuery query;
    query.text = "hello";
    query.limit = 100;
    (void)StatementCounter::take();
    ASSERT_TRUE(run_task(store_->search_messages(few_.user.id, query)).has_value());
    int of_few = 0, of_many = 0;
    for (const auto& [text, runs] : StatementCounter::take()) of_few += runs;
    ASSERT_TRUE(run_task(store_->search_messages(many_.user.id, query)).has_value());
    for (const auto& [text, runs] : StatementCounter::take()) of_many += runs;
    EXPECT_LE(of_many, of_few);
}

}  // namespace
}  // namespace chatter::store::sqlite
