#include "chat/accounts.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "base/errc.hpp"
#include "chat/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::chat {
namespace {

using namespace std::chrono_literals;
using testing::run_task;

class FakeUsers final : public UserStore {
  public:
    Task<Result<User>> create_user(NewUser user) override {
        if (user.only_if_first && !by_name.empty()) co_return fail(Errc::registration_closed);
        if (by_name.contains(user.username)) co_return fail(Errc::username_taken);
        User made{.id = user.id,
                  .username = user.username,
                  .display_name = user.display_name,
                  .avatar_url = {},
                  .email = user.email,
                  .role = by_name.empty() ? UserRole::admin : UserRole::member,
                  .created_at = user.created_at,
                  .deactivated = false,
                  .status_text = {},
                  .chosen_presence = ChosenPresence::automatic};
        by_name[user.username] = {.user = made, .password_hash = user.password_hash};
        co_return made;
    }
    Task<Result<std::optional<Credentials>>> find_credentials(std::string username) override {
        const auto found = by_name.find(username);
        if (found == by_name.end()) co_return std::nullopt;
        co_return found->second;
    }
    Task<Result<std::optional<User>>> find_user(UserId id) override {
        for (const auto& [name, credentials] : by_name)
            if (credentials.user.id == id) co_return credentials.user;
        co_return std::nullopt;
    }
    Task<Result<std::vector<User>>> search_users(std::string query, std::size_t) override {
        searched = query;
        co_return std::vector<User>{};
    }

    std::map<std::string, Credentials> by_name;
    std::string searched;
};

class FakeSessions final : public SessionStore {
  public:
    explicit FakeSessions(FakeUsers& users) : users_(users) {}

    Task<Result<void>> create_session(Session session) override {
        by_id[session.id] = session;
        co_return Result<void>{};
    }
    Task<Result<std::optional<ActiveSession>>> find_session(SessionId id) override {
        const auto found = by_id.find(id);
        if (found == by_id.end()) co_return std::nullopt;
        const auto user = co_await users_.find_user(found->second.user_id);
        co_return ActiveSession{.session = found->second, .user = **user};
    }
    Task<Result<std::vector<Session>>> list_sessions(UserId) override {
        std::vector<Session> all;
        for (const auto& [id, session] : by_id) all.push_back(session);
        co_return all;
    }
    Task<Result<void>> revoke_session(Actor, SessionId id, Time) override {
        if (by_id.erase(id) == 0) co_return fail(Errc::not_found);
        co_return Result<void>{};
    }
    Task<Result<void>> touch_session(SessionId id, Time last_used_at) override {
        ++touches;
        if (touch_fails) co_return fail(chatter::Errc::unavailable);
        by_id.at(id).last_used_at = last_used_at;
        co_return Result<void>{};
    }

    std::map<SessionId, Session> by_id;
    int touches = 0;
    bool touch_fails = false;

  private:
    FakeUsers& users_;
};

class FakeAccounts final : public AccountStore {
  public:
    FakeAccounts(FakeUsers& users, FakeSessions& sessions) : users_(users), sessions_(sessions) {}

    Task<Result<User>> change_profile(UserId, ProfileChange) override { co_return fail(Errc::not_found); }
    Task<Result<void>> change_password(PasswordChange change) override {
        if (changes_before) changes_before();
        for (auto& [name, credentials] : users_.by_name) {
            if (credentials.user.id != change.user_id || credentials.password_hash != change.old_hash)
                continue;
            credentials.password_hash = change.new_hash;
            co_return co_await revoke_other_sessions(change.user_id, change.kept_session, change.at);
        }
        co_return fail(Errc::invalid_credentials);
    }
    Task<Result<void>> revoke_other_sessions(Actor, SessionId kept_session, Time) override {
        std::erase_if(sessions_.by_id, [&](const auto& entry) { return entry.first != kept_session; });
        co_return Result<void>{};
    }
    Task<Result<void>> open_session(Session session, std::string password_hash) override {
        if (changes_before) changes_before();
        for (const auto& [name, credentials] : users_.by_name)
            if (credentials.user.id == session.user_id && credentials.password_hash == password_hash)
                co_return co_await sessions_.create_session(session);
        co_return fail(Errc::invalid_credentials);
    }

    std::function<void()> changes_before;  // what another one does just before

  private:
    FakeUsers& users_;
    FakeSessions& sessions_;
};

class FakeAudit final : public AuditStore {
  public:
    Task<Result<AuditPage>> read_audit_log(AuditQuery) override { co_return AuditPage{}; }
    Task<Result<void>> note_failed_sign_ins(std::vector<FailedSignIns> failed, Time) override {
        if (fails) co_return fail(chatter::Errc::unavailable);
        noted.insert(noted.end(), failed.begin(), failed.end());
        co_return Result<void>{};
    }
    std::vector<FailedSignIns> noted;
    bool fails = false;
};

class FakeHasher final : public PasswordHasher {
  public:
    Task<Result<std::string>> hash(std::string password) override {
        ++computed;
        co_return "hash of " + password;
    }
    Task<Result<bool>> verify(std::string password, std::string encoded) override {
        ++computed;
        co_return encoded == "hash of " + password;
    }
    int computed = 0;
};

/// A token is the session's id; what it claims is remembered.
class FakeSigner final : public TokenSigner {
  public:
    [[nodiscard]] std::string sign(const TokenClaims& claims) const override {
        signed_claims[claims.session_id.to_string()] = claims;
        return claims.session_id.to_string();
    }
    [[nodiscard]] std::optional<TokenClaims> verify(std::string_view token, Time) const override {
        const auto found = signed_claims.find(std::string(token));
        if (found == signed_claims.end()) return std::nullopt;
        return found->second;
    }
    mutable std::map<std::string, TokenClaims> signed_claims;
};

class AccountsTest : public ::testing::Test {
  protected:
    Accounts accounts(Registration registration = Registration::open) {
        return {users_, sessions_, stored_accounts_, audit_, hasher_, signer_, clock_, random_, registration};
    }
    Result<SignedIn> register_ada(Registration registration = Registration::open) {
        auto made = accounts(registration);
        return run_task(made.register_user(
            {.username = "Ada", .password = "correct horse", .display_name = " Ada L ", .email = ""},
            {.user_agent = "Test", .address = "::1"}));
    }

    FakeUsers users_;
    FakeSessions sessions_{users_};
    FakeAccounts stored_accounts_{users_, sessions_};
    FakeAudit audit_;
    FakeHasher hasher_;
    FakeSigner signer_;
    testing::ManualClock clock_;
    testing::CountingRandom random_;
};

TEST_F(AccountsTest, registers_and_signs_in_at_once) {
    const auto signed_in = register_ada();
    ASSERT_TRUE(signed_in.has_value());
    EXPECT_EQ(signed_in->user.username, "ada");
    EXPECT_EQ(signed_in->user.display_name, "Ada L");
    EXPECT_EQ(signed_in->user.email, std::nullopt);
    EXPECT_EQ(signed_in->session.user_agent, "Test");
    EXPECT_EQ(signed_in->session.expires_at, clock_.now() + std::chrono::days(30));
    EXPECT_EQ(signer_.signed_claims.at(signed_in->token).user_id, signed_in->user.id);
    auto made = accounts();
    EXPECT_EQ(run_task(made.authenticate(signed_in->token))->user.id, signed_in->user.id);
}

TEST_F(AccountsTest, uses_the_username_for_a_missing_display_name) {
    auto made = accounts();
    const auto signed_in = run_task(made.register_user(
        {.username = "BOB", .password = "correct horse", .display_name = {}, .email = {}}, {}));
    ASSERT_TRUE(signed_in.has_value());
    EXPECT_EQ(signed_in->user.display_name, "bob");
}

TEST_F(AccountsTest, reports_all_bad_fields_of_a_registration) {
    auto made = accounts();
    const auto refused = run_task(made.register_user(
        {.username = "!", .password = "short", .display_name = "\u200B", .email = "nowhere"}, {}));
    ASSERT_FALSE(refused.has_value());
    std::vector<std::string> fields;
    for (const auto& error : refused.error().fields) fields.push_back(error.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"username", "password", "displayName", "email"}));
}

TEST_F(AccountsTest, lets_only_the_first_one_register_when_registration_is_not_open) {
    ASSERT_TRUE(register_ada(Registration::closed).has_value());
    auto made = accounts(Registration::invite);
    const auto refused = run_task(made.register_user(
        {.username = "bob", .password = "correct horse", .display_name = {}, .email = {}}, {}));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, make_error_code(Errc::registration_closed));
}

TEST_F(AccountsTest, signs_in_with_the_name_in_any_case) {
    ASSERT_TRUE(register_ada().has_value());
    auto made = accounts();
    EXPECT_TRUE(run_task(made.sign_in("aDA", "correct horse", {})).has_value());
}

TEST_F(AccountsTest, signs_in_with_the_name_in_any_width) {
    ASSERT_TRUE(register_ada().has_value());
    auto made = accounts();
    EXPECT_TRUE(run_task(made.sign_in("Ａｄａ", "correct horse", {})).has_value());
    EXPECT_FALSE(run_task(made.sign_in("a\u200Bda", "correct horse", {})).has_value());
}

TEST_F(AccountsTest, changes_a_password_and_ends_the_other_sessions) {
    const auto desk = register_ada();
    ASSERT_TRUE(desk.has_value());
    auto made = accounts();
    const auto phone = run_task(made.sign_in("ada", "correct horse", {}));
    ASSERT_TRUE(phone.has_value());
    const auto change = [&](const std::string& current, const std::string& wanted) {
        return run_task(made.change_password(desk->user, desk->session.id, current, wanted, {}));
    };
    const auto refused_field = [](const Result<void>& result) {
        return result || result.error().fields.empty() ? std::string() : result.error().fields[0].field;
    };
    EXPECT_EQ(refused_field(change("correct horse", "short")), "newPassword");
    EXPECT_EQ(refused_field(change("wrong horse", "battery staple")), "currentPassword");
    EXPECT_TRUE(run_task(made.authenticate(phone->token)).has_value());

    ASSERT_TRUE(change("correct horse", "battery staple").has_value());
    EXPECT_FALSE(run_task(made.authenticate(phone->token)).has_value());
    EXPECT_TRUE(run_task(made.authenticate(desk->token)).has_value());
    EXPECT_FALSE(run_task(made.sign_in("ada", "correct horse", {})).has_value());
    EXPECT_TRUE(run_task(made.sign_in("ada", "battery staple", {})).has_value());
}

TEST_F(AccountsTest, takes_an_old_password_for_nothing_once_it_has_been_changed_meanwhile) {
    const auto desk = register_ada();
    ASSERT_TRUE(desk.has_value());
    auto made = accounts();
    stored_accounts_.changes_before = [this] { users_.by_name.at("ada").password_hash = "hash of another"; };
    const auto signed_in = run_task(made.sign_in("ada", "correct horse", {}));
    ASSERT_FALSE(signed_in.has_value());
    EXPECT_EQ(signed_in.error().code, make_error_code(Errc::invalid_credentials));
    EXPECT_EQ(sessions_.by_id.size(), 1U);

    users_.by_name.at("ada").password_hash = "hash of correct horse";
    const auto changed =
        run_task(made.change_password(desk->user, desk->session.id, "correct horse", "battery staple", {}));
    ASSERT_FALSE(changed.has_value());
    EXPECT_EQ(changed.error().code, make_error_code(Errc::validation_failed));
}

TEST_F(AccountsTest, computes_one_hash_whoever_signs_in_with_whatever_password) {
    ASSERT_TRUE(register_ada().has_value());
    ASSERT_EQ(hasher_.computed, 1);
    auto made = accounts();
    const auto computed_for = [&](const std::string& username, const std::string& password) {
        const auto before = hasher_.computed;
        (void)run_task(made.sign_in(username, password, {}));
        return hasher_.computed - before;
    };
    EXPECT_EQ(computed_for("ada", "correct horse"), 1);
    EXPECT_EQ(computed_for("ada", "wrong horse"), 1);
    EXPECT_EQ(computed_for("nobody", "correct horse"), 1);
    EXPECT_EQ(computed_for("", ""), 1);
    EXPECT_EQ(computed_for("not a name", ""), 1);
    users_.by_name.at("ada").user.deactivated = true;
    EXPECT_EQ(computed_for("ada", "correct horse"), 1);
}

TEST_F(AccountsTest, refuses_unknown_names_as_it_refuses_wrong_passwords) {
    ASSERT_TRUE(register_ada().has_value());
    auto made = accounts();
    const auto unknown = run_task(made.sign_in("nobody", "correct horse", {}));
    const auto wrong = run_task(made.sign_in("ada", "wrong horse", {}));
    ASSERT_FALSE(unknown.has_value() || wrong.has_value());
    EXPECT_EQ(unknown.error().code, make_error_code(Errc::invalid_credentials));
    EXPECT_EQ(unknown.error().code, wrong.error().code);
    EXPECT_EQ(unknown.error().detail, wrong.error().detail);
}

TEST_F(AccountsTest, notes_whose_sign_ins_fail_and_goes_on_when_it_cannot) {
    const auto ada = register_ada()->user;
    auto made = accounts();
    EXPECT_FALSE(
        run_task(made.sign_in("ada", "wrong horse", {.user_agent = {}, .address = "::1"})).has_value());
    EXPECT_FALSE(run_task(made.sign_in("nobody", "wrong horse", {})).has_value());
    ASSERT_EQ(audit_.noted.size(), 2U);
    EXPECT_EQ(audit_.noted[0].user_id, ada.id);
    EXPECT_EQ(audit_.noted[0].address, "::1");
    EXPECT_EQ(audit_.noted[0].attempts, 1);
    EXPECT_EQ(audit_.noted[1].user_id, std::nullopt);

    audit_.fails = true;
    clock_.advance(2min);
    EXPECT_EQ(run_task(made.sign_in("ada", "wrong horse", {})).error().code,
              make_error_code(Errc::invalid_credentials));
}

TEST_F(AccountsTest, tells_of_a_deactivated_account_only_after_a_right_password) {
    ASSERT_TRUE(register_ada().has_value());
    users_.by_name.at("ada").user.deactivated = true;
    auto made = accounts();
    EXPECT_EQ(run_task(made.sign_in("ada", "wrong horse", {})).error().code,
              make_error_code(Errc::invalid_credentials));
    EXPECT_EQ(run_task(made.sign_in("ada", "correct horse", {})).error().code,
              make_error_code(Errc::account_deactivated));
}

TEST_F(AccountsTest, refuses_tokens_of_ended_expired_or_foreign_sessions) {
    const auto signed_in = register_ada();
    ASSERT_TRUE(signed_in.has_value());
    auto made = accounts();
    const auto code = [&](const std::string& token) {
        const auto active = run_task(made.authenticate(token));
        return active ? std::error_code() : active.error().code;
    };
    EXPECT_EQ(code("garbage"), make_error_code(Errc::unauthorized));

    signer_.signed_claims.at(signed_in->token).user_id = UserId::make(clock_.now(), random_);
    EXPECT_EQ(code(signed_in->token), make_error_code(Errc::unauthorized));
    signer_.signed_claims.at(signed_in->token).user_id = signed_in->user.id;
    EXPECT_EQ(code(signed_in->token), std::error_code());

    clock_.advance(std::chrono::days(30));
    EXPECT_EQ(code(signed_in->token), make_error_code(Errc::unauthorized));
    EXPECT_TRUE(run_task(made.list_sessions(signed_in->user.id))->empty());

    clock_.advance(-std::chrono::days(30));
    ASSERT_TRUE(run_task(made.end_session(signed_in->user.id, signed_in->session.id)).has_value());
    EXPECT_EQ(code(signed_in->token), make_error_code(Errc::unauthorized));
}

TEST_F(AccountsTest, notes_the_use_of_a_session_once_a_minute) {
    const auto signed_in = register_ada();
    ASSERT_TRUE(signed_in.has_value());
    auto made = accounts();
    clock_.advance(59s);
    ASSERT_TRUE(run_task(made.authenticate(signed_in->token)).has_value());
    EXPECT_EQ(sessions_.touches, 0);
    clock_.advance(1s);
    EXPECT_EQ(run_task(made.authenticate(signed_in->token))->session.last_used_at, clock_.now());
    ASSERT_TRUE(run_task(made.authenticate(signed_in->token)).has_value());
    EXPECT_EQ(sessions_.touches, 1);
}

TEST_F(AccountsTest, lets_a_request_go_on_when_its_use_cannot_be_noted) {
    const auto signed_in = register_ada();
    ASSERT_TRUE(signed_in.has_value());
    sessions_.touch_fails = true;
    clock_.advance(1h);
    auto made = accounts();
    EXPECT_TRUE(run_task(made.authenticate(signed_in->token)).has_value());
    EXPECT_EQ(sessions_.touches, 1);
}

TEST_F(AccountsTest, finds_users_and_says_when_there_is_none) {
    const auto signed_in = register_ada();
    ASSERT_TRUE(signed_in.has_value());
    auto made = accounts();
    EXPECT_EQ(run_task(made.find_user(signed_in->user.id))->username, "ada");
    EXPECT_EQ(run_task(made.find_user(UserId{})).error().code, make_error_code(Errc::not_found));
    EXPECT_TRUE(run_task(made.search_users(" ad ")).has_value());
    EXPECT_EQ(users_.searched, "ad");
    EXPECT_EQ(run_task(made.search_users(std::string(101, 'x'))).error().code,
              make_error_code(Errc::validation_failed));
}

}  // namespace
}  // namespace chatter::chat
