#pragma once

#include <memory>
#include <optional>
#include <string>

#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "store/sqlite/store.hpp"
#include "store/sqlite/testing/temp_folder.hpp"

namespace chatter::http::testing {

/// The users and sessions of a store that can be made to fail.
class FallibleAccounts final : public chat::UserStore, public chat::SessionStore {
  public:
    explicit FallibleAccounts(store::sqlite::Store& store) : store_(store) {}

    /// While set, every call fails with it.
    std::optional<Error> fault;

    Task<Result<chat::User>> create_user(chat::NewUser user) override;
    Task<Result<std::optional<chat::Credentials>>> find_credentials(std::string username) override;
    Task<Result<std::optional<chat::User>>> find_user(chat::UserId id) override;
    Task<Result<std::vector<chat::User>>> search_users(std::string query, std::size_t limit) override;
    Task<Result<void>> create_session(chat::Session session) override;
    Task<Result<std::optional<chat::ActiveSession>>> find_session(chat::SessionId id) override;
    Task<Result<std::vector<chat::Session>>> list_sessions(chat::UserId user_id) override;
    Task<Result<void>> revoke_session(chat::Actor user, chat::SessionId id, Time now) override;
    Task<Result<void>> touch_session(chat::SessionId id, Time last_used_at) override;

  private:
    template <class R>
    Task<R> unless_at_fault(Task<R> work) {
        if (fault) co_return std::unexpected(*fault);
        co_return co_await std::move(work);
    }

    store::sqlite::Store& store_;
};

/// The embedded store in a folder of its own.
class TestStore {
  public:
    TestStore();

    [[nodiscard]] store::sqlite::Store& operator*() { return *store_; }
    [[nodiscard]] FallibleAccounts& accounts() { return *accounts_; }
    void fail_with(Error fault) { accounts_->fault = std::move(fault); }

    /// As an operator would, straight in the file.
    void deactivate(const std::string& username);
    void rename(const std::string& username, const std::string& display_name);

  private:
    class NoSink final : public chat::EventSink {
      public:
        void publish(std::vector<chat::Event> /*committed*/) override {}
    };

    /// `text` with the values, quoted, for each `%Q`.
    void change(const char* text, const std::string& first, const std::string& second = {});

    store::sqlite::testing::TempFolder folder_;
    NoSink sink_;
    std::unique_ptr<store::sqlite::Store> store_;
    std::unique_ptr<FallibleAccounts> accounts_;
};

}  // namespace chatter::http::testing
