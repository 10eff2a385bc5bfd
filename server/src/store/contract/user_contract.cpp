#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

std::vector<std::string> usernames_of(const std::vector<chat::User>& users) {
    std::vector<std::string> names;
    for (const auto& user : users) names.push_back(user.username);
    return names;
}

using Names = std::vector<std::string>;

TEST_P(StoreContract, makes_the_first_user_admin_and_no_other) {
    EXPECT_EQ(make_user("ada").role, chat::UserRole::admin);
    EXPECT_EQ(make_user("bob").role, chat::UserRole::member);
}

TEST_P(StoreContract, makes_one_admin_when_many_register_at_once) {
    std::vector<Task<Result<chat::User>>> registering;
    for (int i = 0; i < 20; ++i)
        registering.push_back(users().create_user(new_user("user" + std::to_string(i))));
    int admins = 0;
    for (const auto& user : run_tasks(std::move(registering))) admins += user->role == chat::UserRole::admin;
    EXPECT_EQ(admins, 1);
}

TEST_P(StoreContract, gives_a_username_once) {
    std::vector<Task<Result<chat::User>>> registering;
    for (int i = 0; i < 10; ++i) registering.push_back(users().create_user(new_user("ada")));
    int made = 0;
    for (const auto& user : run_tasks(std::move(registering))) {
        made += user.has_value();
        if (!user) EXPECT_EQ(user.error().code, make_error_code(chat::Errc::username_taken));
    }
    EXPECT_EQ(made, 1);
}

TEST_P(StoreContract, gives_nobody_a_username_that_looks_like_anothers) {
    for (const auto* name : {"paul", "tom", "user10"}) make_user(name);
    const auto taken = make_error_code(chat::Errc::username_taken);
    for (const auto* name : {"paul", "pau1", "t0m", "torn", "userlo"}) {
        const auto refused = run_task(users().create_user(new_user(name)));
        EXPECT_EQ(code_of(refused), taken) << name;
    }
    for (const auto* name : {"paula", "user1", "user0"})
        EXPECT_EQ(code_of(run_task(users().create_user(new_user(name)))), std::error_code()) << name;

    std::vector<Task<Result<chat::User>>> registering;
    for (const auto* name : {"ill0", "i1lo", "il1o", "illo", "i11o", "i110"})
        registering.push_back(users().create_user(new_user(name)));
    const auto made = run_tasks(std::move(registering));
    EXPECT_EQ(std::ranges::count_if(made, [](const auto& user) { return user.has_value(); }), 1);
}

TEST_P(StoreContract, lets_only_the_first_one_register_when_registration_is_not_open) {
    auto first = new_user("ada"), second = new_user("bob");
    first.only_if_first = second.only_if_first = true;
    EXPECT_EQ(run_task(users().create_user(first))->role, chat::UserRole::admin);
    EXPECT_EQ(code_of(run_task(users().create_user(second))),
              make_error_code(chat::Errc::registration_closed));
}

TEST_P(StoreContract, finds_a_user_by_id_and_by_username) {
    auto wanted = new_user("ada");
    wanted.display_name = "Ада 👩‍🚀";
    const auto made = run_task(users().create_user(wanted)).value();
    const auto found = run_task(users().find_user(wanted.id)).value();
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id, made.id);
    EXPECT_EQ(found->username, "ada");
    EXPECT_EQ(found->display_name, "Ада 👩‍🚀");
    EXPECT_EQ(found->email, "ada@example.org");
    EXPECT_EQ(found->avatar_url, std::nullopt);
    EXPECT_EQ(found->created_at, wanted.created_at);
    EXPECT_FALSE(found->deactivated);

    const auto credentials = run_task(users().find_credentials("ada")).value();
    ASSERT_TRUE(credentials.has_value());
    EXPECT_EQ(credentials->user.id, made.id);
    EXPECT_EQ(credentials->password_hash, "hash of ada");
}

TEST_P(StoreContract, finds_nothing_for_unknown_users) {
    EXPECT_EQ(run_task(users().find_user(chat::UserId{})).value().has_value(), false);
    EXPECT_EQ(run_task(users().find_credentials("nobody")).value().has_value(), false);
    EXPECT_EQ(run_task(users().find_credentials(std::string("a\0b", 3))).value().has_value(), false);
}

TEST_P(StoreContract, searches_users_with_the_best_match_first) {
    for (const auto* name : {"joanna", "anna", "ann", "zoe"}) make_user(name);
    auto cyrillic = new_user("xenia");
    cyrillic.display_name = "ÀNNE Иванова";
    ASSERT_TRUE(run_task(users().create_user(cyrillic)).has_value());

    const auto search = [this](const std::string& query, std::size_t limit) {
        return usernames_of(run_task(users().search_users(query, limit)).value());
    };
    EXPECT_EQ(search("ANN", 10), (Names{"ann", "anna", "joanna"}));
    EXPECT_EQ(search("ann", 2), (Names{"ann", "anna"}));
    EXPECT_EQ(search("иВАН", 10), Names{"xenia"});
    EXPECT_EQ(search("ànne", 10), Names{"xenia"});
    EXPECT_EQ(search("person z", 10), Names{"zoe"});
    EXPECT_EQ(search("%", 10), Names{});
    EXPECT_EQ(search("", 10), (Names{"ann", "anna", "joanna", "xenia", "zoe"}));
}

}  // namespace
}  // namespace chatter::store
