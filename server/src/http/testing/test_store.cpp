#include "http/testing/test_store.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "chat/testing/run_task.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/migrations.hpp"

namespace chatter::http::testing {

using namespace std::chrono_literals;

Task<Result<chat::User>> FallibleAccounts::create_user(chat::NewUser user) {
    return unless_at_fault(store_.create_user(std::move(user)));
}
Task<Result<std::optional<chat::Credentials>>> FallibleAccounts::find_credentials(std::string username) {
    return unless_at_fault(store_.find_credentials(std::move(username)));
}
Task<Result<std::optional<chat::User>>> FallibleAccounts::find_user(chat::UserId id) {
    return unless_at_fault(store_.find_user(id));
}
Task<Result<std::vector<chat::User>>> FallibleAccounts::search_users(std::string query, std::size_t limit) {
    return unless_at_fault(store_.search_users(std::move(query), limit));
}
Task<Result<void>> FallibleAccounts::create_session(chat::Session session) {
    return unless_at_fault(store_.create_session(std::move(session)));
}
Task<Result<std::optional<chat::ActiveSession>>> FallibleAccounts::find_session(chat::SessionId id) {
    return unless_at_fault(store_.find_session(id));
}
Task<Result<std::vector<chat::Session>>> FallibleAccounts::list_sessions(chat::UserId user_id) {
    return unless_at_fault(store_.list_sessions(user_id));
}
Task<Result<void>> FallibleAccounts::revoke_session(chat::Actor user, chat::SessionId id, Time now) {
    return unless_at_fault(store_.revoke_session(std::move(user), id, now));
}
Task<Result<void>> FallibleAccounts::touch_session(chat::SessionId id, Time last_used_at) {
    return unless_at_fault(store_.touch_session(id, last_used_at));
}

TestStore::TestStore() {
    EXPECT_TRUE(store::sqlite::migrate(folder_.database()).has_value());
    auto opened = store::sqlite::Store::open(
        {.path = folder_.database(), .readers = 1, .writes = {}, .busy_timeout = 1s}, sink_);
    EXPECT_TRUE(opened.has_value());
    store_ = std::move(*opened);
    accounts_ = std::make_unique<FallibleAccounts>(*store_);
}

void TestStore::deactivate(const std::string& username) {
    change("UPDATE users SET deactivated_at = 1 WHERE username = %Q", username);
}

void TestStore::rename(const std::string& username, const std::string& display_name) {
    change("UPDATE users SET display_name = %Q WHERE username = %Q", display_name, username);
}

void TestStore::change(const char* text, const std::string& first, const std::string& second) {
    const auto db =
        store::sqlite::Connection::open(folder_.database(), store::sqlite::OpenMode::read_write, 5s).value();
    const std::unique_ptr<char, decltype(&sqlite3_free)> statement(
        sqlite3_mprintf(text, first.c_str(), second.c_str()), sqlite3_free);
    db->execute(statement.get());
    EXPECT_FALSE(db->failed());
    // Seen at once: what the store commits itself makes it ask anew.
    EXPECT_TRUE(chat::testing::run_task(store_->touch_session({}, {})).has_value());
}

}  // namespace chatter::http::testing
