#include "store/sqlite/store.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <latch>
#include <thread>

#include "store/contract/store_contract.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::store::sqlite {
namespace {

using namespace std::chrono_literals;
using testing::TempFolder;

std::unique_ptr<Store> open_store(const std::string& path, chat::EventSink& sink, WriteLimits limits = {},
                                  std::chrono::milliseconds busy_timeout = 20s) {
    EXPECT_TRUE(migrate(path).has_value());
    auto store =
        Store::open({.path = path, .readers = 2, .writes = limits, .busy_timeout = busy_timeout}, sink);
    EXPECT_TRUE(store.has_value());
    return std::move(*store);
}

/// A store with one person in one room, and a shell into its file.
class SqliteStore : public ::testing::Test {
  protected:
    SqliteStore() { start(); }

    void start(WriteLimits limits = {}) {
        store_.reset();
        store_ = open_store(folder_.database(), sink_, limits);
    }
    void make_ada_and_a_room() {
        const auto now = clock_.now();
        ada_ = run_task(store_->create_user({.id = chat::UserId::make(now, random_),
                                             .username = "ada",
                                             .display_name = "Ada",
                                             .email = {},
                                             .password_hash = "x",
                                             .created_at = now}))
                   .value();
        room_ = run_task(store_->create_room({.id = chat::RoomId::make(now, random_),
                                              .kind = chat::RoomKind::public_room,
                                              .name = "General",
                                              .topic = {},
                                              .creator_id = ada_.id,
                                              .member_ids = {},
                                              .created_at = now}))
                    .value()
                    .room;
        (void)sink_.take();
    }
    chat::NewMessage new_message(std::string content) {
        return plain_message(ada_.id, room_.id, std::move(content), clock_.now(), random_);
    }
    Result<chat::PostedMessage> post(std::string content) {
        return run_task(store_->post_message(new_message(std::move(content))));
    }
    chat::HistoryPage history() { return run_task(store_->read_history(ada_.id, room_.id, {})).value(); }
    void tamper(const char* text) {
        const auto db = Connection::open(folder_.database(), OpenMode::read_write, 5s).value();
        db->execute(text);
        ASSERT_FALSE(db->failed());
    }

    TempFolder folder_;
    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    RecordingSink sink_;
    std::unique_ptr<Store> store_;
    chat::User ada_;
    chat::Room room_;
};

/// Files of this process cannot grow past `bytes` while this lives: a disk that is full.
class FullDisk {
  public:
    explicit FullDisk(std::uintmax_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(SqliteStore, answers_unavailable_on_a_full_disk_and_recovers) {
    make_ada_and_a_room();
    ASSERT_TRUE(post("before").has_value());
    (void)sink_.take();
    {
        const FullDisk full(std::filesystem::file_size(folder_.database() + "-wal"));
        std::vector<Task<Result<chat::PostedMessage>>> sending;
        for (int i = 0; i < 10; ++i)
            sending.push_back(store_->post_message(new_message(std::string(4000, 'x'))));
        for (const auto& posted : run_tasks(std::move(sending)))
            EXPECT_EQ(code_of(posted), make_error_code(chatter::Errc::unavailable));
        EXPECT_TRUE(sink_.take().empty());
        EXPECT_TRUE(run_task(store_->check()).has_value());
        EXPECT_EQ(history().messages.size(), 1U) << "what was acknowledged stays";
    }
    const auto posted = post("after");
    ASSERT_TRUE(posted.has_value());
    EXPECT_EQ(posted->message.seq, 2);
    EXPECT_EQ(sink_.take().size(), 1U);
    EXPECT_EQ(seqs_of(history().messages), (std::vector<chat::Seq>{1, 2}));
}

TEST_F(SqliteStore, answers_unavailable_while_another_process_holds_the_lock) {
    make_ada_and_a_room();
    store_.reset();
    store_ = open_store(folder_.database(), sink_, {}, 200ms);
    const auto other = Connection::open(folder_.database(), OpenMode::read_write, 5s).value();
    other->execute("BEGIN IMMEDIATE");
    EXPECT_EQ(code_of(post("waits in vain")), make_error_code(chatter::Errc::unavailable));
    EXPECT_TRUE(run_task(store_->check()).has_value()) << "reading goes on";
    other->execute("COMMIT");
    EXPECT_EQ(post("goes through")->message.seq, 1);
}

TEST_F(SqliteStore, fails_alone_what_breaks_a_rule_of_the_schema) {
    make_ada_and_a_room();
    const auto stolen = new_message("first");
    ASSERT_TRUE(run_task(store_->post_message(stolen)).has_value());
    // Another client_id under an id that is taken: no caller does this, so it is our own fault, and answered
    // so.
    auto thief = new_message("second");
    thief.id = stolen.id;
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    sending.push_back(store_->post_message(new_message("before")));
    sending.push_back(store_->post_message(thief));
    sending.push_back(store_->post_message(new_message("after")));
    const auto results = run_tasks(std::move(sending));
    EXPECT_EQ(results[0].value().message.seq, 2);
    EXPECT_EQ(code_of(results[1]), make_error_code(chatter::Errc::internal));
    EXPECT_EQ(results[2].value().message.seq, 3);
}

/// Makes a room with somebody who does not exist, which shows only when the room's row is there.
Task<Result<chat::PostedMessage>> make_impossible_room(Store& store, chat::NewRoom room) {
    const auto made = co_await store.create_room(std::move(room));
    if (!made) co_return std::unexpected(made.error());
    co_return chat::PostedMessage{};
}

TEST_F(SqliteStore, undoes_what_a_failing_member_of_a_batch_has_changed_and_nothing_else) {
    make_ada_and_a_room();
    std::vector<Task<Result<chat::PostedMessage>>> asking;
    for (int i = 0; i < 30; ++i) {
        if (i % 3 != 1) {
            asking.push_back(store_->post_message(new_message(std::to_string(i))));
            continue;
        }
        asking.push_back(
            make_impossible_room(*store_, {.id = chat::RoomId::make(clock_.now(), random_),
                                           .kind = chat::RoomKind::public_room,
                                           .name = "room " + std::to_string(i),
                                           .topic = {},
                                           .creator_id = ada_.id,
                                           .member_ids = {chat::UserId::make(clock_.now(), random_)},
                                           .created_at = clock_.now()}));
    }
    const auto results = run_tasks(std::move(asking));
    chat::Seq seq = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (i % 3 == 1)
            EXPECT_EQ(code_of(results[i]), make_error_code(chat::Errc::validation_failed)) << i;
        else
            EXPECT_EQ(results[i].value().message.seq, ++seq) << i;
    }
    EXPECT_EQ(sink_.take().size(), 20U) << "each message is published once";
    EXPECT_EQ(run_task(store_->discover_rooms(ada_.id, "", 10))->size(), 1U);
    EXPECT_EQ(history().version, 20);
}

/// Blocks the writer inside `publish` until it is told to go on.
class GatedSink final : public chat::EventSink {
  public:
    void publish(std::vector<chat::Event>) override {
        entered.count_down();
        go_on.wait();
    }
    std::latch entered{1};
    std::latch go_on{1};
};

class SqliteQueue : public SqliteStore {
  protected:
    /// Posts one message, which holds the writer up in `publish`, and `count` more that have to wait for it.
    std::vector<Result<chat::PostedMessage>> post_to_a_busy_writer(WriteLimits limits, int count,
                                                                   std::size_t bytes_each) {
        make_ada_and_a_room();
        store_ = nullptr;
        GatedSink gate;
        store_ = open_store(folder_.database(), gate, limits);
        std::vector<Result<chat::PostedMessage>> results;
        asio::io_context loop{1};
        const auto send = [&](std::size_t bytes) {
            asio::co_spawn(loop.get_executor(), store_->post_message(new_message(std::string(bytes, 'x'))),
                           [&results](std::exception_ptr, Result<chat::PostedMessage> posted) {
                               results.push_back(std::move(posted));
                           });
            loop.poll();
        };
        send(10);
        gate.entered.wait();
        for (int i = 0; i < count; ++i) send(bytes_each);
        refused_at_once_ = results.size();
        gate.go_on.count_down();
        loop.run();
        store_ = nullptr;  // before its sink, and before the loop that its thread wakes
        return results;
    }
    std::size_t refused_at_once_ = 0;
};

TEST_F(SqliteQueue, answers_busy_at_once_past_so_many_commands) {
    const auto results = post_to_a_busy_writer({.queue_count_max = 5}, 8, 10);
    EXPECT_EQ(refused_at_once_, 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(code_of(results[i]), make_error_code(chatter::Errc::busy));
    ASSERT_EQ(results.size(), 9U);
    for (std::size_t i = 3; i < 9; ++i) EXPECT_TRUE(results[i].has_value());
}

TEST_F(SqliteQueue, answers_busy_at_once_past_so_many_bytes) {
    const auto results = post_to_a_busy_writer({.queue_bytes_max = 10'000}, 5, 3'900);
    EXPECT_EQ(refused_at_once_, 3U);
    ASSERT_EQ(results.size(), 6U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(code_of(results[i]), make_error_code(chatter::Errc::busy));
    for (std::size_t i = 3; i < 6; ++i) EXPECT_TRUE(results[i].has_value());
}

/// Begins after all tasks before it have begun, and says so.
Task<Result<chat::PostedMessage>> say_all_are_sent(std::latch& all_sent) {
    all_sent.count_down();
    co_return chat::PostedMessage{};
}

TEST_F(SqliteQueue, commits_what_waited_in_as_few_batches_as_the_limits_allow) {
    make_ada_and_a_room();
    class CountingSink final : public chat::EventSink {
      public:
        void publish(std::vector<chat::Event> committed) override {
            all_sent.wait();
            sizes.push_back(committed.size());
        }
        std::latch all_sent{1};
        std::vector<std::size_t> sizes;
    } sink;
    store_ = nullptr;
    store_ = open_store(folder_.database(), sink, {.batch_count_max = 10});
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    for (int i = 0; i < 200; ++i) sending.push_back(store_->post_message(new_message("text")));
    sending.push_back(say_all_are_sent(sink.all_sent));
    for (const auto& posted : run_tasks(std::move(sending))) EXPECT_TRUE(posted.has_value());
    store_ = nullptr;
    EXPECT_LE(*std::ranges::max_element(sink.sizes), 10U);
    EXPECT_LT(sink.sizes.size(), 60U) << "a commit costs an fsync, so they must be shared";
}

TEST_F(SqliteStore, finishes_what_it_accepted_before_it_is_gone) {
    make_ada_and_a_room();
    asio::io_context loop{1};
    int answered = 0;
    for (int i = 0; i < 100; ++i)
        asio::co_spawn(loop.get_executor(), store_->post_message(new_message("text")),
                       [&answered](std::exception_ptr, Result<chat::PostedMessage> posted) {
                           answered += posted.has_value();
                       });
    loop.poll();
    store_.reset();
    loop.run();
    EXPECT_EQ(answered, 100);
    start();
    EXPECT_EQ(history().version, 100);
}

TEST_F(SqliteStore, leaves_no_log_behind_when_it_closes) {
    make_ada_and_a_room();
    EXPECT_TRUE(std::filesystem::exists(folder_.database() + "-wal"));
    store_.reset();
    EXPECT_FALSE(std::filesystem::exists(folder_.database() + "-wal"));
}

TEST_F(SqliteStore, keeps_its_log_short_while_it_writes) {
    make_ada_and_a_room();
    for (int i = 0; i < 20; ++i) {
        std::vector<Task<Result<chat::PostedMessage>>> sending;
        for (int j = 0; j < 200; ++j)
            sending.push_back(store_->post_message(new_message(std::string(4000, 'x'))));
        for (const auto& posted : run_tasks(std::move(sending))) ASSERT_TRUE(posted.has_value());
    }
    // By a thread of its own, which may be late.
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (std::filesystem::file_size(folder_.database()) <= 8'000'000U &&
           std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
    EXPECT_GT(std::filesystem::file_size(folder_.database()), 8'000'000U) << "the log has been moved";
    EXPECT_LT(std::filesystem::file_size(folder_.database() + "-wal"), 40'000'000U);
}

TEST_F(SqliteStore, counts_the_changes_of_names_and_pictures) {
    make_ada_and_a_room();
    const auto count = [&] { return history().profile_changes; };
    const auto before = count();
    tamper("UPDATE users SET display_name = 'Countess'");
    EXPECT_EQ(count(), before + 1);
    tamper("UPDATE users SET avatar_url = '/api/images/1'");
    EXPECT_EQ(count(), before + 2);
    tamper("UPDATE users SET email = 'ada@example.org'");
    EXPECT_EQ(count(), before + 2);
}

TEST_F(SqliteStore, refuses_archived_rooms_to_writers_and_newcomers) {
    make_ada_and_a_room();
    tamper("UPDATE rooms SET archived_at = 1");
    EXPECT_EQ(code_of(post("too late")), make_error_code(chat::Errc::room_archived));
    EXPECT_TRUE(run_task(store_->discover_rooms(ada_.id, "", 10)).value().empty());
    EXPECT_TRUE(run_task(store_->find_room(ada_.id, room_.id))->archived);
    tamper("DELETE FROM memberships");
    EXPECT_EQ(code_of(run_task(store_->join_room(ada_.id, room_.id, clock_.now()))),
              make_error_code(chat::Errc::room_archived));
}

TEST_F(SqliteStore, knows_no_live_session_of_a_deactivated_user) {
    make_ada_and_a_room();
    const auto now = clock_.now();
    const chat::Session session{.id = chat::SessionId::make(now, random_),
                                .user_id = ada_.id,
                                .created_at = now,
                                .last_used_at = now,
                                .expires_at = now + 24h,
                                .user_agent = {},
                                .address = {}};
    ASSERT_TRUE(run_task(store_->create_session(session)).has_value());
    ASSERT_TRUE(run_task(store_->find_session(session.id)).value().has_value());
    tamper("UPDATE users SET deactivated_at = 1");
    start();  // what another process changes is seen soon, and by a new store at once
    EXPECT_FALSE(run_task(store_->find_session(session.id)).value().has_value());
    EXPECT_EQ(code_of(run_task(store_->list_room_ids(ada_.id, session.id))),
              make_error_code(chat::Errc::unauthorized));
    EXPECT_TRUE(run_task(store_->find_credentials("ada")).value()->user.deactivated);
    EXPECT_TRUE(run_task(store_->search_users("", 10)).value().empty());
}

TEST_F(SqliteStore, reads_reactions_with_their_messages) {
    make_ada_and_a_room();
    for (const auto* text : {"one", "two", "three"}) ASSERT_TRUE(post(text).has_value());
    tamper(
        "INSERT INTO reactions SELECT r.id, e.seq, e.emoji, u.id, e.at FROM rooms r, users u,"
        " (SELECT 1 AS seq, 'later' AS emoji, 2 AS at UNION SELECT 1, 'zuerst', 1 UNION SELECT 3, 'x', 5) e");
    const auto page = history();
    ASSERT_EQ(page.messages.at(0).reactions.size(), 2U);
    EXPECT_EQ(page.messages[0].reactions[0].emoji, "zuerst");
    EXPECT_EQ(page.messages[0].reactions[1].emoji, "later");
    EXPECT_EQ(page.messages[0].reactions[1].user_ids, std::vector{ada_.id});
    EXPECT_TRUE(page.messages[1].reactions.empty());
    EXPECT_EQ(page.messages[2].reactions.at(0).emoji, "x");
    const auto changes = run_task(store_->read_changes(ada_.id, {{room_.id, 2}}, 200)).value();
    EXPECT_EQ(changes.rooms.at(room_.id).messages.at(0).reactions.at(0).emoji, "x");
}

TEST_F(SqliteStore, hides_what_was_deleted_from_replies_and_counts) {
    make_ada_and_a_room();
    const auto original = post("a secret").value().message;
    auto reply = new_message("hm");
    reply.reply_to = original.id;
    ASSERT_TRUE(run_task(store_->post_message(reply)).has_value());
    EXPECT_EQ(history().messages.at(1).reply_to->excerpt, "a secret");
    tamper("UPDATE messages SET deleted_at = 1, content = '' WHERE seq = 1");
    EXPECT_EQ(history().messages.at(1).reply_to->excerpt, "");
    EXPECT_TRUE(history().messages.at(0).deleted_at.has_value());
}

TEST_F(SqliteStore, a_session_that_another_process_ends_is_seen_as_ended_soon) {
    make_ada_and_a_room();
    const auto now = clock_.now();
    const chat::Session session{.id = chat::SessionId::make(now, random_),
                                .user_id = ada_.id,
                                .created_at = now,
                                .last_used_at = now,
                                .expires_at = now + 24h,
                                .user_agent = {},
                                .address = {}};
    ASSERT_TRUE(run_task(store_->create_session(session)).has_value());
    const auto is_live = [&] { return run_task(store_->find_session(session.id)).value().has_value(); };
    ASSERT_TRUE(is_live());
    tamper("DELETE FROM sessions;");
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (is_live()) ASSERT_LT(std::chrono::steady_clock::now(), deadline);
}

TEST_F(SqliteStore, a_session_whose_ending_has_been_listed_is_seen_as_ended_at_once) {
    make_ada_and_a_room();
    const auto now = clock_.now();
    for (int i = 0; i < 10; ++i) {
        const chat::Session session{.id = chat::SessionId::make(now, random_),
                                    .user_id = ada_.id,
                                    .created_at = now,
                                    .last_used_at = now,
                                    .expires_at = now + 24h,
                                    .user_agent = {},
                                    .address = {}};
        ASSERT_TRUE(run_task(store_->create_session(session)).has_value());
        ASSERT_TRUE(run_task(store_->find_session(session.id)).value().has_value());
        tamper("DELETE FROM sessions;");
        ASSERT_FALSE(run_task(store_->list_endings({}, 100)).value().empty());
        EXPECT_FALSE(run_task(store_->find_session(session.id)).value().has_value());
    }
}

TEST_F(SqliteStore, what_is_committed_here_is_seen_at_once) {
    make_ada_and_a_room();
    for (int i = 1; i <= 200; ++i) {
        ASSERT_TRUE(post("hello").has_value());
        ASSERT_EQ(run_task(store_->find_room_access(ada_.id, room_.id))->version, i);
        ASSERT_EQ(run_task(store_->find_room_access(ada_.id, room_.id))->version, i);
    }
}

}  // namespace
}  // namespace chatter::store::sqlite
