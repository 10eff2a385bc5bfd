#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "store/contract/store_contract.hpp"
#include "store/postgres/store.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres::testing {

inline Options options_of(const Database& database) {
    Options options;
    options.database = database.options();
    return options;
}

/// A database with one person in two rooms, and a store on it.
class PostgresStore : public ::testing::Test {
  protected:
    PostgresStore() {
        start();
        ada_ = make_user("ada");
        room_ = make_room("General");
        other_room_ = make_room("Other");
        (void)sink_.take();
    }
    ~PostgresStore() override { store_.reset(); }

    void start(WriterOptions writes = {}) {
        store_.reset();
        auto options = options_of(database_);
        options.writes = writes;
        store_ = std::make_unique<Store>(options, sink_);
    }
    /// A store that finds the database at another address, as behind a relay.
    void start_at(const std::string& url) {
        store_.reset();
        auto options = options_of(database_);
        options.database.url = url;
        store_ = std::make_unique<Store>(options, sink_);
    }
    chat::User make_user(const std::string& name) {
        clock_.advance(std::chrono::milliseconds(1));
        return run_task(store_->create_user({.id = chat::UserId::make(clock_.now(), random_),
                                             .username = name,
                                             .display_name = name,
                                             .email = {},
                                             .password_hash = "x",
                                             .created_at = clock_.now()}))
            .value();
    }
    chat::Room make_room(const std::string& name) {
        clock_.advance(std::chrono::milliseconds(1));
        return run_task(store_->create_room({.id = chat::RoomId::make(clock_.now(), random_),
                                             .kind = chat::RoomKind::public_room,
                                             .name = name,
                                             .topic = {},
                                             .creator_id = ada_.id,
                                             .member_ids = {},
                                             .created_at = clock_.now()}))
            .value()
            .room;
    }
    chat::NewMessage new_message(const chat::Room& room, std::string content) {
        clock_.advance(std::chrono::milliseconds(1));
        return plain_message(ada_.id, room.id, std::move(content), clock_.now(), random_);
    }
    Result<chat::PostedMessage> post(std::string content) {
        return run_task(store_->post_message(new_message(room_, std::move(content))));
    }
    /// As `Database::number`, once the store has been closed and its connections have told what they did.
    std::int64_t number_at_rest(const char* text) {
        store_.reset();
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (database_.number("SELECT count(*) FROM pg_stat_activity"
                                " WHERE datname = current_database() AND pid <> pg_backend_pid()") > 0 &&
               std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return database_.number(text);
    }
    std::int64_t count_messages() { return database_.number("SELECT count(*) FROM messages"); }
    /// The seqs of the messages published since the last call, room by room.
    std::map<chat::RoomId, std::vector<chat::Seq>> published_seqs() {
        std::map<chat::RoomId, std::vector<chat::Seq>> seqs;
        for (const auto& event : sink_.take())
            if (const auto* posted = std::get_if<chat::MessagePosted>(&event))
                seqs[posted->message.room_id].push_back(posted->message.seq);
        return seqs;
    }

    Database database_;
    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    RecordingSink sink_;
    std::unique_ptr<Store> store_;
    chat::User ada_;
    chat::Room room_, other_room_;
};

inline std::vector<chat::Seq> first_seqs(std::size_t count) {
    std::vector<chat::Seq> seqs(count);
    std::iota(seqs.begin(), seqs.end(), 1);
    return seqs;
}

}  // namespace chatter::store::postgres::testing
