#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::RoomKind;
using chat::UserRole;

const auto last_admin = make_error_code(chat::Errc::last_admin);

chat::UserChange to(UserRole role) { return {.role = role, .deactivated = {}}; }
chat::UserChange deactivated(bool is) { return {.role = {}, .deactivated = is}; }

std::vector<std::string> names_of(const chat::UserPage& page) {
    std::vector<std::string> names;
    for (const auto& user : page.users) names.push_back(user.username);
    return names;
}

TEST_P(StoreContract, lists_all_users_by_name_page_by_page) {
    const auto ada = make_user("ada"), cid = make_user("cid"), bob = make_user("bob");
    ASSERT_TRUE(
        run_task(administration().change_user(ada.id, cid.id, deactivated(true), clock_.now())).has_value());
    const auto list = [&](const std::string& query, const std::string& cursor, std::size_t limit) {
        return run_task(administration().list_users(query, cursor, limit)).value();
    };
    const auto first = list("", "", 2);
    EXPECT_EQ(names_of(first), (std::vector<std::string>{"ada", "bob"}));
    ASSERT_EQ(first.next_cursor, "bob");
    const auto second = list("", *first.next_cursor, 2);
    EXPECT_EQ(names_of(second), (std::vector<std::string>{"cid"}));
    EXPECT_FALSE(second.next_cursor.has_value());
    EXPECT_TRUE(second.users[0].deactivated);
    EXPECT_EQ(second.users[0].email, "cid@example.org");
    EXPECT_EQ(names_of(list("PERSON B", "", 9)), (std::vector<std::string>{"bob"}));
    EXPECT_EQ(names_of(list("Cid@Example", "", 9)), (std::vector<std::string>{"cid"}));
    EXPECT_TRUE(list(std::string("\0", 1), "", 9).users.empty());
}

TEST_P(StoreContract, lets_admins_alone_change_users) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto change = [&](const chat::User& who, chat::UserId whom) {
        return code_of(
            run_task(administration().change_user(who.id, whom, to(UserRole::admin), clock_.now())));
    };
    EXPECT_EQ(change(bob, bob.id), forbidden);
    EXPECT_EQ(code_of(run_task(administration().reset_password(bob.id, ada.id, "x", clock_.now()))),
              forbidden);
    EXPECT_EQ(code_of(run_task(administration().revoke_sessions(bob.id, ada.id, clock_.now()))), forbidden);
    EXPECT_EQ(change(ada, chat::UserId::make(clock_.now(), random_)), not_found);
    EXPECT_EQ(change(ada, bob.id), fine);
    EXPECT_EQ(change(bob, ada.id), fine);
    EXPECT_EQ(run_task(users().find_user(bob.id)).value()->role, UserRole::admin);
}

TEST_P(StoreContract, keeps_the_last_active_admin) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto change = [&](const chat::User& who, const chat::User& whom, chat::UserChange what) {
        return code_of(run_task(administration().change_user(who.id, whom.id, what, clock_.now())));
    };
    EXPECT_EQ(change(ada, ada, to(UserRole::member)), last_admin);
    EXPECT_EQ(change(ada, ada, deactivated(true)), last_admin);
    EXPECT_EQ(change(ada, bob, to(UserRole::admin)), fine);
    EXPECT_EQ(change(ada, ada, deactivated(true)), fine);
    EXPECT_EQ(change(ada, bob, to(UserRole::member)), forbidden) << "who is deactivated is no admin";
    EXPECT_EQ(change(bob, bob, to(UserRole::member)), last_admin) << "a deactivated one does not count";
    EXPECT_EQ(change(bob, ada, deactivated(false)), fine);
    EXPECT_EQ(change(bob, bob, to(UserRole::member)), fine);
}

TEST_P(StoreContract, keeps_an_admin_when_two_would_go_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    ASSERT_TRUE(run_task(administration().change_user(ada.id, bob.id, to(UserRole::admin), clock_.now()))
                    .has_value());
    std::vector<Task<Result<chat::User>>> both;
    both.push_back(administration().change_user(ada.id, ada.id, deactivated(true), clock_.now()));
    both.push_back(administration().change_user(bob.id, bob.id, to(UserRole::member), clock_.now()));
    std::size_t went = 0;
    for (const auto& result : run_tasks(std::move(both))) went += result.has_value() ? 1 : 0;
    EXPECT_EQ(went, 1U);
}

TEST_P(StoreContract, ends_all_sessions_of_whoever_is_deactivated_and_keeps_the_rest) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {bob}, RoomKind::private_room);
    const auto said = post(bob, room, "stays");
    const auto phone = new_session(bob), desk = new_session(bob), adas = new_session(ada);
    for (const auto& session : {phone, desk, adas})
        ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    (void)sink_.take();

    const auto gone =
        run_task(administration().change_user(ada.id, bob.id, deactivated(true), clock_.now())).value();

    EXPECT_TRUE(gone.deactivated);
    EXPECT_EQ(take_events<chat::SessionRevoked>().size(), 2U);
    EXPECT_FALSE(run_task(sessions().find_session(phone.id)).value().has_value());
    EXPECT_TRUE(run_task(sessions().find_session(adas.id)).value().has_value());
    EXPECT_EQ(code_of(run_task(sessions().create_session(new_session(bob)))),
              make_error_code(chat::Errc::account_deactivated));
    EXPECT_EQ(code_of(run_task(accounts().open_session(new_session(bob), "hash of bob"))),
              make_error_code(chat::Errc::account_deactivated));
    EXPECT_EQ(room_as_seen_by(ada, room).member_count, 2);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, said.seq);

    ASSERT_TRUE(
        run_task(administration().change_user(ada.id, bob.id, deactivated(false), clock_.now())).has_value());
    EXPECT_FALSE(run_task(sessions().find_session(phone.id)).value().has_value());
    EXPECT_TRUE(run_task(accounts().open_session(new_session(bob), "hash of bob")).has_value());
}

TEST_P(StoreContract, lets_nobody_add_or_write_to_whoever_is_deactivated) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "Plans");
    const auto direct = make_room(cid, "", {bob}, RoomKind::direct);
    const auto three = make_room(cid, "", {ada, bob}, RoomKind::direct);
    const auto before = post(cid, direct, "before");
    const auto link = new_invite(bob, make_room(bob, "Bob's").id);
    ASSERT_TRUE(run_task(invites().create_invite(link, {})).has_value());
    ASSERT_TRUE(
        run_task(administration().change_user(ada.id, bob.id, deactivated(true), clock_.now())).has_value());

    EXPECT_EQ(code_of(run_task(room_keeping().put_member(ada.id, room.id, bob.id, {}, clock_.now()))),
              not_found);
    EXPECT_EQ(code_of(run_task(rooms().create_room(new_room(ada, RoomKind::direct, "", {bob})))),
              make_error_code(chat::Errc::validation_failed));
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(cid, direct, "after")))),
              make_error_code(chat::Errc::blocked));
    EXPECT_EQ(
        code_of(run_task(message_changes().edit_message(
            {.target = target(cid, before), .content = "changed", .image_id = {}, .mentioned_names = {}}))),
        make_error_code(chat::Errc::blocked));
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(cid, three, "still two")))), fine);
    EXPECT_EQ(code_of(run_task(invites().find_invite(cid.id, link.code, clock_.now()))), not_found);
}

TEST_P(StoreContract, resets_a_password_and_ends_the_sessions) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto session = new_session(bob);
    ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    ASSERT_TRUE(
        run_task(administration().reset_password(ada.id, bob.id, "another", clock_.now())).has_value());
    EXPECT_EQ(run_task(users().find_credentials("bob")).value()->password_hash, "another");
    EXPECT_FALSE(run_task(sessions().find_session(session.id)).value().has_value());
    EXPECT_EQ(code_of(run_task(accounts().open_session(new_session(bob), "hash of bob"))),
              make_error_code(chat::Errc::invalid_credentials))
        << "the password was checked before it was reset";
}

TEST_P(StoreContract, notes_what_admins_do) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    ASSERT_TRUE(run_task(sessions().create_session(new_session(bob))).has_value());
    const chat::Actor admin(ada.id, "192.0.2.9");
    ASSERT_TRUE(run_task(administration().revoke_sessions(admin, bob.id, clock_.now())).has_value());
    ASSERT_TRUE(run_task(administration().revoke_sessions(admin, bob.id, clock_.now())).has_value());
    clock_.advance(std::chrono::milliseconds(1));
    const chat::UserChange both{.role = UserRole::admin, .deactivated = true};
    ASSERT_TRUE(run_task(administration().change_user(admin, bob.id, both, clock_.now())).has_value());
    ASSERT_TRUE(run_task(administration().change_user(admin, bob.id, both, clock_.now())).has_value());
    clock_.advance(std::chrono::milliseconds(1));
    ASSERT_TRUE(
        run_task(administration().change_user(admin, bob.id, deactivated(false), clock_.now())).has_value());
    clock_.advance(std::chrono::milliseconds(1));
    ASSERT_TRUE(run_task(administration().reset_password(admin, bob.id, "x", clock_.now())).has_value());

    chat::AuditQuery query{.before = {}, .limit = 50, .action = {}, .actor = ada.id};
    query.target_id = bob.id.to_string();
    auto page = run_task(audit().read_audit_log(query)).value();
    std::ranges::sort(page.entries, {}, [](const auto& one) { return std::pair(one.at, one.action); });
    std::vector<std::string> told;
    for (const auto& one : page.entries) {
        told.push_back(one.action + " " + one.detail);
        EXPECT_EQ(one.address, "192.0.2.9");
    }
    EXPECT_EQ(told,
              (std::vector<std::string>{
                  R"(session.revoke {"sessions":1})", R"(user.change_role {"username":"bob","role":"admin"})",
                  R"(user.deactivate {"username":"bob"})", R"(user.reactivate {"username":"bob"})",
                  R"(user.reset_password {"username":"bob"})"}));
}

}  // namespace
}  // namespace chatter::store
