#include "store/postgres/store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <numeric>
#include <thread>

#include "store/contract/store_contract.hpp"
#include "store/errc.hpp"
#include "store/postgres/migrations.hpp"
#include "store/postgres/testing/cluster.hpp"
#include "store/postgres/testing/postgres_store.hpp"

namespace chatter::store::postgres {
namespace {

using namespace std::chrono_literals;
using testing::Cluster;
using testing::Database;
using testing::first_seqs;
using testing::options_of;
using testing::PostgresStore;

class PostgresHarness final : public StoreHarness {
  public:
    explicit PostgresHarness(chat::EventSink& sink) : sink_(sink) { reopen(); }
    chat::UserStore& users() override { return *store_; }
    chat::SessionStore& sessions() override { return *store_; }
    chat::SessionEndingStore& session_endings() override { return *store_; }
    chat::AuditStore& audit() override { return *store_; }
    chat::AdministrationStore& administration() override { return *store_; }
    chat::AccountStore& accounts() override { return *store_; }
    chat::BlockStore& blocks() override { return *store_; }
    chat::RoomStore& rooms() override { return *store_; }
    chat::RoomKeepingStore& room_keeping() override { return *store_; }
    chat::InviteStore& invites() override { return *store_; }
    chat::MessageStore& messages() override { return *store_; }
    chat::MissedMessageStore& missed_messages() override { return *store_; }
    chat::MessageChangeStore& message_changes() override { return *store_; }
    chat::MessageLookupStore& message_lookup() override { return *store_; }
    chat::ReadMarkerStore& read_markers() override { return *store_; }
    chat::PresenceStore& presence() override { return *store_; }
    chat::DraftStore& drafts() override { return *store_; }
    chat::SavedMessageStore& saved_messages() override { return *store_; }
    chat::SearchStore& search() override { return *store_; }
    chat::ImageStore& images() override { return *store_; }
    bool index_everything() override { return store_->index_everything(30s); }
    void change_content(chat::RoomId room, chat::Seq seq, std::optional<std::string> content) override {
        const auto place = "WHERE room_id = '" + room.to_string() + "' AND seq = " + std::to_string(seq);
        database_.tamper("UPDATE rooms SET version = version + 1 WHERE id = '" + room.to_string() + "'");
        database_.tamper(
            "UPDATE messages SET version = (SELECT version FROM rooms WHERE id = room_id), content = '" +
            content.value_or("") + "', " + (content ? "edited_at" : "deleted_at") + " = 1 " + place);
    }
    void reopen() override {
        store_.reset();
        store_ = std::make_unique<Store>(options_of(database_), sink_);
    }

  private:
    chat::EventSink& sink_;
    Database database_;
    std::unique_ptr<Store> store_;
};

}  // namespace

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract,
                         ::testing::Values(StoreBackend{"postgres", [](chat::EventSink& sink) {
                                                            return std::make_unique<PostgresHarness>(sink);
                                                        }}));

namespace {

TEST_F(PostgresStore, never_doubles_a_seq_when_two_stores_write_the_same_rooms) {
    constexpr int each = 400;
    RecordingSink other_sink;
    auto second = std::make_unique<Store>(options_of(database_), other_sink);
    std::vector<chat::NewMessage> first_half, second_half;
    for (int i = 0; i < each; ++i) {
        first_half.push_back(new_message(i % 2 == 0 ? room_ : other_room_, "one"));
        second_half.push_back(new_message(i % 2 == 0 ? other_room_ : room_, "two"));
    }
    const auto send_all = [](Store& store, const std::vector<chat::NewMessage>& messages) {
        std::vector<Task<Result<chat::PostedMessage>>> sending;
        for (const auto& message : messages) sending.push_back(store.post_message(message));
        for (const auto& posted : run_tasks(std::move(sending))) EXPECT_TRUE(posted.has_value());
    };
    {
        const std::jthread one([&] { send_all(*store_, first_half); });
        const std::jthread two([&] { send_all(*second, second_half); });
    }
    second.reset();
    auto seqs = published_seqs();
    for (const auto& event : other_sink.take())
        seqs[std::get<chat::MessagePosted>(event).message.room_id].push_back(
            std::get<chat::MessagePosted>(event).message.seq);
    for (auto& [room, of_room] : seqs) {
        std::ranges::sort(of_room);
        EXPECT_EQ(of_room, first_seqs(each));
    }
    EXPECT_EQ(database_.number("SELECT min(last_seq) FROM rooms"), each);
    EXPECT_EQ(database_.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
              0);
}

TEST_F(PostgresStore, stores_once_what_two_stores_are_sent_at_once) {
    RecordingSink other_sink;
    auto second = std::make_unique<Store>(options_of(database_), other_sink);
    std::vector<chat::NewMessage> messages;
    for (int i = 0; i < 100; ++i) messages.push_back(new_message(i % 2 == 0 ? room_ : other_room_, "text"));
    std::atomic<int> stored = 0;
    const auto send_all = [&](Store& store, chat::RoomId room_id) {
        std::vector<Task<Result<chat::PostedMessage>>> sending;
        for (auto message : messages) {
            message.room_id = room_id;  // so that no lock of a room keeps the two apart
            sending.push_back(store.post_message(std::move(message)));
        }
        for (const auto& posted : run_tasks(std::move(sending))) stored += !posted.value().repeated;
    };
    {
        const std::jthread one([&] { send_all(*store_, room_.id); });
        const std::jthread two([&] { send_all(*second, other_room_.id); });
    }
    EXPECT_EQ(stored, 100);
    EXPECT_EQ(count_messages(), 100);
}

TEST_F(PostgresStore, makes_one_person_admin_when_many_servers_register_the_first) {
    const Database empty;
    std::vector<std::unique_ptr<Store>> stores;
    for (int i = 0; i < 4; ++i) stores.push_back(std::make_unique<Store>(options_of(empty), sink_));
    {
        std::vector<std::jthread> registering;
        for (std::size_t i = 0; i < stores.size(); ++i) {
            clock_.advance(1ms);
            registering.emplace_back([&, i, id = chat::UserId::make(clock_.now(), random_)] {
                EXPECT_TRUE(run_task(stores[i]->create_user({.id = id,
                                                             .username = "user" + std::to_string(i),
                                                             .display_name = "x",
                                                             .email = {},
                                                             .password_hash = "x",
                                                             .created_at = {}}))
                                .has_value());
            });
        }
    }
    stores.clear();
    EXPECT_EQ(empty.number("SELECT count(*) FROM users WHERE role = 1"), 1);
}

TEST_F(PostgresStore, fails_a_command_alone_whose_statement_fails) {
    database_.tamper("ALTER TABLE messages ADD CONSTRAINT no_poison CHECK (content <> 'poison')");
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    for (int i = 0; i < 30; ++i)
        sending.push_back(store_->post_message(new_message(room_, i % 10 == 3 ? "poison" : "fine")));
    const auto results = run_tasks(std::move(sending));
    for (std::size_t i = 0; i < results.size(); ++i)
        EXPECT_EQ(code_of(results[i]),
                  i % 10 == 3 ? make_error_code(chatter::Errc::internal) : std::error_code());
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(27));
    EXPECT_EQ(count_messages(), 27);
}

TEST_F(PostgresStore, undoes_a_command_that_fails_half_way_alone) {
    std::vector<Task<Result<int>>> doing;
    const auto code = [](auto task) -> Task<Result<int>> {
        const auto result = co_await std::move(task);
        if (!result) co_return std::unexpected(result.error());
        co_return 1;
    };
    clock_.advance(1ms);
    chat::NewRoom room{.id = chat::RoomId::make(clock_.now(), random_),
                       .kind = chat::RoomKind::private_room,
                       .name = "Plans",
                       .topic = {},
                       .creator_id = ada_.id,
                       .member_ids = {chat::UserId{}},  // nobody
                       .created_at = clock_.now()};
    doing.push_back(code(store_->post_message(new_message(room_, "before"))));
    doing.push_back(code(store_->create_room(room)));
    doing.push_back(code(store_->post_message(new_message(room_, "after"))));
    const auto results = run_tasks(std::move(doing));
    EXPECT_TRUE(results[0].has_value());
    EXPECT_EQ(code_of(results[1]), make_error_code(chat::Errc::validation_failed));
    EXPECT_TRUE(results[2].has_value());
    EXPECT_EQ(database_.number("SELECT count(*) FROM rooms WHERE name = 'Plans'"), 0);
    EXPECT_EQ(published_seqs()[room_.id], first_seqs(2));
}

TEST_F(PostgresStore, answers_unavailable_past_the_deadline_while_the_database_is_away_and_recovers) {
    Cluster cluster;  // of this test alone, to be killed
    cluster.administer("CREATE DATABASE chat");
    Options options;
    options.database.url = cluster.url("chat");
    options.writes.deadline = 400ms;
    options.readers.deadline = 400ms;
    options.writes.queue.queue_count_max = 3;
    ASSERT_TRUE(migrate(options.database).has_value());
    auto patient = options;
    patient.writes.deadline = patient.readers.deadline = 60s;
    store_ = std::make_unique<Store>(patient, sink_);
    ada_ = make_user("ada");
    room_ = make_room("General");
    store_.reset();
    store_ = std::make_unique<Store>(options, sink_);
    // The same again where the answer was late, which may have been stored.
    const auto post_until_stored = [this](const chat::NewMessage& message) {
        auto posted = run_task(store_->post_message(message));
        for (const auto deadline = std::chrono::steady_clock::now() + 20s;
             !posted && std::chrono::steady_clock::now() < deadline;)
            posted = run_task(store_->post_message(message));
        return posted;
    };
    ASSERT_TRUE(post_until_stored(new_message(room_, "before")).has_value());
    cluster.kill();

    std::vector<Task<Result<chat::PostedMessage>>> sending;
    for (int i = 0; i < 12; ++i) sending.push_back(store_->post_message(new_message(room_, "while away")));
    const auto before = std::chrono::steady_clock::now();
    for (const auto& posted : run_tasks(std::move(sending)))
        EXPECT_NE(code_of(posted), std::error_code()) << "nothing was stored";
    EXPECT_LT(std::chrono::steady_clock::now() - before, 9s);
    EXPECT_EQ(code_of(post("still away")), make_error_code(chatter::Errc::unavailable));
    EXPECT_NE(code_of(run_task(store_->check())), std::error_code());

    cluster.start();
    const auto back = post_until_stored(new_message(room_, "back"));
    ASSERT_TRUE(back.has_value());
    EXPECT_EQ(back->message.seq, 2);
    store_.reset();
}

TEST_F(PostgresStore, starts_while_the_database_is_away) {
    Options options;
    options.database.url = "postgresql://chatter@127.0.0.1:1/chat";
    options.writes.deadline = 100ms;
    options.readers.deadline = 100ms;
    const auto before = std::chrono::steady_clock::now();
    store_ = std::make_unique<Store>(options, sink_);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 4s);
    EXPECT_EQ(code_of(post("text")), make_error_code(chatter::Errc::unavailable));
    EXPECT_EQ(code_of(run_task(store_->check())), make_error_code(chatter::Errc::unavailable));
    EXPECT_LT(std::chrono::steady_clock::now() - before, 9s) << "it is told soon";
}

TEST_F(PostgresStore, walks_through_no_table_for_what_nearly_every_request_runs) {
    // How often tables that grow were walked through, and how often an index led to their rows. A server's
    // process tells when it ends.
    const auto* const walks =
        "SELECT sum(seq_scan)::bigint FROM pg_stat_user_tables"
        " WHERE relname IN ('messages', 'memberships', 'sessions')";
    const auto* const looks =
        "SELECT sum(idx_scan)::bigint FROM pg_stat_user_tables"
        " WHERE relname IN ('messages', 'memberships', 'sessions')";
    const auto [walks_before, looks_before] = std::pair(number_at_rest(walks), number_at_rest(looks));

    store_ = std::make_unique<Store>(options_of(database_), sink_);
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(post("text").has_value());
    auto answering = new_message(room_, "text");
    answering.reply_to = answering.thread_of = post("text").value().message.id;
    answering.mentioned_names = {"ada"};
    ASSERT_TRUE(run_task(store_->post_message(answering)).has_value());
    EXPECT_TRUE(run_task(store_->find_session(chat::SessionId::make(clock_.now(), random_))).has_value());
    EXPECT_TRUE(run_task(store_->find_room_access(ada_.id, room_.id)).has_value());
    EXPECT_EQ(number_at_rest(walks), walks_before);
    EXPECT_GT(number_at_rest(looks), looks_before + 15);
}

TEST_F(PostgresStore, is_not_ready_before_its_migrations_have_been_applied) {
    const Database empty(Database::Schema::none);
    store_ = std::make_unique<Store>(options_of(empty), sink_);
    EXPECT_EQ(code_of(run_task(store_->check())), make_error_code(Errc::pending_migrations));
    EXPECT_EQ(code_of(run_task(store_->find_session(chat::SessionId::make(clock_.now(), random_)))),
              make_error_code(chatter::Errc::unavailable));
    ASSERT_TRUE(migrate(empty.options()).has_value());
    EXPECT_TRUE(run_task(store_->check()).has_value());
    store_.reset();
}

TEST_F(PostgresStore, says_unavailable_when_a_privilege_is_missing) {
    Cluster::shared().administer("CREATE USER reader");
    Options options;
    options.database.url = Cluster::shared().url(database_.name(), "reader");
    store_ = std::make_unique<Store>(options, sink_);
    EXPECT_EQ(code_of(post("text")), make_error_code(chatter::Errc::unavailable));
    store_.reset();
    Cluster::shared().administer("DROP USER reader");
}

}  // namespace
}  // namespace chatter::store::postgres
