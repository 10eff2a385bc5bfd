#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::MemberRole;
using chat::RoomKind;
using namespace std::chrono_literals;

TEST_P(StoreContract, lets_whoever_has_the_code_into_a_private_room) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {}, RoomKind::private_room);
    const auto invite = run_task(invites().create_invite(new_invite(ada, room.id), {})).value();
    EXPECT_EQ(invite.uses, 0);
    const auto shown = run_task(invites().find_invite(bob.id, invite.code, clock_.now())).value();
    ASSERT_TRUE(shown.room.has_value());
    EXPECT_EQ(shown.room->name, "Plans");
    EXPECT_FALSE(shown.room->membership.has_value());
    (void)sink_.take();

    const auto joined = run_task(invites().join_by_invite(bob.id, invite.code, clock_.now())).value();
    EXPECT_EQ(joined.membership->role, MemberRole::member);
    EXPECT_EQ(joined.member_count, 2);
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<chat::RoomAdded>(events[0]).user_id, bob.id);
    EXPECT_EQ(std::get<chat::MemberJoined>(events[1]).member.user.id, bob.id);

    EXPECT_EQ(run_task(invites().join_by_invite(bob.id, invite.code, clock_.now()))->member_count, 2);
    EXPECT_TRUE(sink_.take().empty());
    const auto listed = run_task(invites().list_invites(ada.id, room.id)).value();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].code, invite.code);
    EXPECT_EQ(listed[0].uses, 1);
}

TEST_P(StoreContract, admits_no_more_people_than_an_invitation_allows) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "Plans", {}, RoomKind::private_room);
    auto draft = new_invite(ada, room.id);
    draft.uses_max = 3;
    const auto invite = run_task(invites().create_invite(draft, {})).value();
    std::vector<Task<Result<chat::Room>>> joining;
    for (int i = 0; i < 10; ++i)
        joining.push_back(
            invites().join_by_invite(make_user("one" + std::to_string(i)).id, invite.code, clock_.now()));
    const auto joined = run_tasks(std::move(joining));
    EXPECT_EQ(std::ranges::count_if(joined, [](const auto& one) { return one.has_value(); }), 3);
    EXPECT_EQ(room_as_seen_by(ada, room).member_count, 4);
    EXPECT_EQ(run_task(invites().list_invites(ada.id, room.id)).value().at(0).uses, 3);
}

TEST_P(StoreContract, admits_nobody_by_an_invitation_that_has_ended) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {}, RoomKind::private_room);
    const auto join = [&](const chat::Invite& invite) {
        return code_of(run_task(invites().join_by_invite(bob.id, invite.code, clock_.now())));
    };
    auto draft = new_invite(ada, room.id);
    draft.expires_at = clock_.now() + 60s;
    const auto expiring = run_task(invites().create_invite(draft, {})).value();
    clock_.advance(60s);
    EXPECT_EQ(join(expiring), not_found);
    const auto revoked = run_task(invites().create_invite(new_invite(ada, room.id), {})).value();
    EXPECT_EQ(code_of(run_task(invites().revoke_invite(bob.id, revoked.id, clock_.now()))), not_found);
    EXPECT_TRUE(run_task(invites().revoke_invite(ada.id, revoked.id, clock_.now())).has_value());
    EXPECT_TRUE(run_task(invites().revoke_invite(ada.id, revoked.id, clock_.now())).has_value());
    EXPECT_EQ(join(revoked), not_found);
    EXPECT_EQ(code_of(run_task(invites().find_invite(bob.id, revoked.code, clock_.now()))), not_found);
    EXPECT_EQ(code_of(run_task(invites().find_invite(bob.id, std::string("a\0b", 3), clock_.now()))),
              not_found);
    const auto lost = run_task(invites().create_invite(new_invite(ada, room.id), {})).value();
    ASSERT_TRUE(run_task(room_keeping().delete_room(ada.id, room.id, clock_.now())).has_value());
    EXPECT_EQ(join(lost), not_found);
}

TEST_P(StoreContract, ends_the_invitations_of_whoever_may_not_invite_any_more) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "Plans", {bob}, RoomKind::private_room);
    EXPECT_EQ(code_of(run_task(invites().create_invite(new_invite(bob, room.id), {}))), forbidden);
    const auto put = [&](MemberRole role) {
        EXPECT_TRUE(
            run_task(room_keeping().put_member(ada.id, room.id, bob.id, role, clock_.now())).has_value());
    };
    put(MemberRole::moderator);
    const auto invite = run_task(invites().create_invite(new_invite(bob, room.id), {})).value();
    put(MemberRole::member);
    EXPECT_EQ(code_of(run_task(invites().join_by_invite(cid.id, invite.code, clock_.now()))), not_found);
    EXPECT_EQ(code_of(run_task(invites().list_invites(bob.id, room.id))), forbidden);
    EXPECT_EQ(code_of(run_task(invites().list_invites(cid.id, room.id))), not_found);
}

TEST_P(StoreContract, registers_by_an_admins_invitation_only) {
    const auto admin = make_user("admin"), ada = make_user("ada");
    const auto room = make_room(ada, "Open", {admin});
    EXPECT_EQ(code_of(run_task(invites().create_invite(new_invite(ada, std::nullopt), {}))), forbidden);
    EXPECT_EQ(code_of(run_task(invites().list_invites(ada.id, std::nullopt))), forbidden);
    auto once = new_invite(admin, std::nullopt);
    once.uses_max = 1;
    const auto to_register = run_task(invites().create_invite(once, {})).value();
    const auto by_admin = run_task(invites().create_invite(new_invite(admin, room.id), {})).value();
    const auto by_ada = run_task(invites().create_invite(new_invite(ada, room.id), {})).value();
    const auto sign_up = [&](const std::string& name, std::optional<std::string> code) {
        auto user = new_user(name);
        user.only_if_first = true;
        user.invite_code = std::move(code);
        return run_task(users().create_user(user));
    };
    const auto closed = make_error_code(chat::Errc::registration_closed);
    EXPECT_EQ(code_of(sign_up("one", std::nullopt)), closed);
    EXPECT_EQ(code_of(sign_up("one", "no such code")), closed);
    EXPECT_EQ(code_of(sign_up("one", by_ada.code)), closed);
    EXPECT_EQ(code_of(sign_up("ada", to_register.code)), make_error_code(chat::Errc::username_taken));
    const auto one = sign_up("one", to_register.code);
    ASSERT_TRUE(one.has_value());
    EXPECT_EQ(one->role, chat::UserRole::member);
    EXPECT_EQ(code_of(sign_up("two", to_register.code)), closed);
    (void)sink_.take();
    const auto two = sign_up("two", by_admin.code);
    ASSERT_TRUE(two.has_value());
    EXPECT_EQ(take_events<chat::RoomAdded>().size(), 1U);
    EXPECT_TRUE(room_as_seen_by(*two, room).membership.has_value());
}

TEST_P(StoreContract, keeps_a_hundred_working_invitations_of_a_room_at_most) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "Plans");
    std::vector<chat::Invite> made;
    for (int i = 0; i < 100; ++i)
        made.push_back(run_task(invites().create_invite(new_invite(ada, room.id), {})).value());
    EXPECT_EQ(code_of(run_task(invites().create_invite(new_invite(ada, room.id), {}))),
              make_error_code(chat::Errc::too_many_invites));
    ASSERT_TRUE(run_task(invites().revoke_invite(ada.id, made[0].id, clock_.now())).has_value());
    EXPECT_TRUE(run_task(invites().create_invite(new_invite(ada, room.id), {})).has_value());
}

}  // namespace
}  // namespace chatter::store
