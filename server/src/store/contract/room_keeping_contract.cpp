#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::MemberRole;
using chat::RoomKind;

chat::RoomChange named(const std::string& name) {
    chat::RoomChange change;
    change.name = name;
    return change;
}

chat::RoomChange about(const std::string& topic) {
    chat::RoomChange change;
    change.topic = topic;
    return change;
}

const auto last_owner = make_error_code(chat::Errc::last_owner);

TEST_P(StoreContract, renames_a_room_and_tells_each_member_with_their_own_membership) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    post(ada, room, "unread to bob");
    (void)sink_.take();
    auto renamed = named("Generals");
    renamed.topic = "New";
    const auto changed = run_task(room_keeping().change_room(ada.id, room.id, renamed, clock_.now()));
    ASSERT_TRUE(changed.has_value());
    EXPECT_EQ(changed->name, "Generals");
    EXPECT_EQ(changed->topic, "New");
    EXPECT_EQ(room_as_seen_by(bob, room).name, "Generals");
    auto updated = take_events<chat::RoomUpdated>();
    ASSERT_EQ(updated.size(), 1U);
    EXPECT_EQ(updated[0].room.name, "Generals");
    auto& memberships = updated[0].memberships;
    ASSERT_EQ(memberships.size(), 2U);
    if (memberships[0].first != ada.id) std::swap(memberships[0], memberships[1]);
    EXPECT_EQ(memberships[0].second.role, MemberRole::owner);
    EXPECT_EQ(memberships[0].second.unread_count, 0);
    EXPECT_EQ(memberships[1].first, bob.id);
    EXPECT_EQ(memberships[1].second.unread_count, 1);

    EXPECT_EQ(code_of(run_task(room_keeping().change_room(ada.id, room.id, named("Generals"), clock_.now()))),
              fine);
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, gives_the_name_of_a_renamed_room_once) {
    const auto ada = make_user("ada");
    make_room(ada, "General");
    const auto room = make_room(ada, "Other");
    const auto rename = [&](const std::string& name) {
        return code_of(run_task(room_keeping().change_room(ada.id, room.id, named(name), clock_.now())));
    };
    EXPECT_EQ(rename("GENERAL"), make_error_code(chat::Errc::room_name_taken));
    EXPECT_EQ(rename("OTHER"), fine);
    const auto secret = make_room(ada, "Secret", {}, RoomKind::private_room);
    EXPECT_EQ(
        code_of(run_task(room_keeping().change_room(ada.id, secret.id, named("General"), clock_.now()))),
        fine);
}

TEST_P(StoreContract, lets_nobody_post_or_join_while_a_room_is_archived) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "General", {bob});
    const auto archive = [&](bool archived) {
        chat::RoomChange change;
        change.archived = archived;
        return run_task(room_keeping().change_room(ada.id, room.id, change, clock_.now())).value().archived;
    };
    EXPECT_TRUE(archive(true));
    const auto room_archived = make_error_code(chat::Errc::room_archived);
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(bob, room, "hi")))), room_archived);
    EXPECT_EQ(code_of(run_task(rooms().join_room(cid.id, room.id, clock_.now()))), room_archived);
    EXPECT_EQ(code_of(run_task(room_keeping().put_member(ada.id, room.id, cid.id, {}, clock_.now()))),
              room_archived);
    EXPECT_EQ(code_of(run_task(room_keeping().change_room(ada.id, room.id, named("New"), clock_.now()))),
              room_archived);
    EXPECT_EQ(run_task(rooms().discover_rooms(cid.id, "", 10)).value().size(), 0U);
    EXPECT_FALSE(archive(false));
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(bob, room, "hi")))), fine);
}

TEST_P(StoreContract, lets_only_those_change_a_room_who_may) {
    const auto admin = make_user("admin"), ada = make_user("ada"), bob = make_user("bob"),
               eve = make_user("eve");
    const auto open = make_room(ada, "Open", {bob});
    const auto secret = make_room(ada, "Secret", {bob}, RoomKind::private_room);
    const auto direct = make_room(ada, "", {bob}, RoomKind::direct);
    const auto rename = [&](const chat::User& who, const chat::Room& room) {
        return code_of(
            run_task(room_keeping().change_room(who.id, room.id, about(who.username), clock_.now())));
    };
    EXPECT_EQ(rename(bob, open), forbidden);
    EXPECT_EQ(rename(eve, open), forbidden);
    EXPECT_EQ(rename(admin, open), fine);
    EXPECT_EQ(rename(eve, secret), not_found);
    EXPECT_EQ(rename(admin, secret), not_found);
    EXPECT_EQ(rename(ada, secret), fine);
    EXPECT_EQ(rename(ada, direct), forbidden);
}

TEST_P(StoreContract, adds_a_member_and_tells_both) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "Plans", {bob}, RoomKind::private_room);
    post(ada, room, "before");
    (void)sink_.take();
    EXPECT_EQ(code_of(run_task(room_keeping().put_member(bob.id, room.id, cid.id, {}, clock_.now()))),
              forbidden);
    const auto added = run_task(room_keeping().put_member(ada.id, room.id, cid.id, {}, clock_.now()));
    ASSERT_TRUE(added.has_value());
    EXPECT_EQ(added->user.username, "cid");
    EXPECT_EQ(added->role, MemberRole::member);
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<chat::RoomAdded>(events[0]).user_id, cid.id);
    EXPECT_EQ(std::get<chat::RoomAdded>(events[0]).room.membership->unread_count, 0);
    EXPECT_EQ(std::get<chat::MemberJoined>(events[1]).member.user.id, cid.id);
    EXPECT_EQ(room_as_seen_by(cid, room).member_count, 3);

    EXPECT_EQ(code_of(run_task(room_keeping().put_member(ada.id, room.id, cid.id, {}, clock_.now()))), fine);
    EXPECT_TRUE(sink_.take().empty());
    const auto nobody = chat::UserId::make(clock_.now(), random_);
    EXPECT_EQ(code_of(run_task(room_keeping().put_member(ada.id, room.id, nobody, {}, clock_.now()))),
              not_found);
}

TEST_P(StoreContract, adds_nobody_to_a_direct_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "", {bob}, RoomKind::direct);
    const auto closed = make_error_code(chat::Errc::direct_room_closed);
    EXPECT_EQ(code_of(run_task(room_keeping().put_member(ada.id, room.id, cid.id, {}, clock_.now()))),
              closed);
    EXPECT_EQ(code_of(run_task(room_keeping().remove_member(ada.id, room.id, bob.id, clock_.now()))), closed);
    EXPECT_EQ(code_of(run_task(room_keeping().put_member(cid.id, room.id, cid.id, {}, clock_.now()))),
              not_found);
}

TEST_P(StoreContract, changes_roles_and_tells_the_room) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    (void)sink_.take();
    const auto put = [&](const chat::User& who, const chat::User& whom, MemberRole role) {
        return code_of(run_task(room_keeping().put_member(who.id, room.id, whom.id, role, clock_.now())));
    };
    EXPECT_EQ(put(bob, bob, MemberRole::owner), forbidden);
    EXPECT_EQ(put(ada, bob, MemberRole::moderator), fine);
    const auto updated = take_events<chat::MemberUpdated>();
    ASSERT_EQ(updated.size(), 1U);
    EXPECT_EQ(updated[0].member.user.id, bob.id);
    EXPECT_EQ(updated[0].member.role, MemberRole::moderator);
    EXPECT_EQ(room_as_seen_by(bob, room).membership->role, MemberRole::moderator);
    EXPECT_EQ(put(bob, ada, MemberRole::member), forbidden);

    EXPECT_EQ(put(ada, ada, MemberRole::member), last_owner);
    EXPECT_EQ(put(ada, bob, MemberRole::owner), fine);
    EXPECT_EQ(put(ada, ada, MemberRole::member), fine);
    EXPECT_EQ(room_as_seen_by(ada, room).membership->role, MemberRole::member);
}

TEST_P(StoreContract, removes_a_member_whose_posts_are_refused_from_then_on) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "Plans", {bob, cid}, RoomKind::private_room);
    const auto remove = [&](const chat::User& who, const chat::User& whom) {
        return code_of(run_task(room_keeping().remove_member(who.id, room.id, whom.id, clock_.now())));
    };
    EXPECT_EQ(remove(bob, cid), forbidden);
    (void)sink_.take();
    EXPECT_EQ(remove(ada, bob), fine);
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<chat::MemberLeft>(events[0]).user_id, bob.id);
    EXPECT_EQ(std::get<chat::RoomRemoved>(events[1]).user_id, bob.id);
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(bob, room, "hi")))), not_found);
    EXPECT_EQ(room_as_seen_by(ada, room).member_count, 2);
    EXPECT_EQ(remove(ada, bob), fine);
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_EQ(remove(ada, ada), last_owner);
    EXPECT_EQ(remove(cid, cid), fine);
}

TEST_P(StoreContract, lets_moderators_remove_members_but_no_moderators) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid"), dan = make_user("dan");
    const auto room = make_room(ada, "Plans", {bob, cid, dan}, RoomKind::private_room);
    for (const auto& who : {bob, cid})
        ASSERT_TRUE(
            run_task(room_keeping().put_member(ada.id, room.id, who.id, MemberRole::moderator, clock_.now()))
                .has_value());
    const auto remove = [&](const chat::User& who, const chat::User& whom) {
        return code_of(run_task(room_keeping().remove_member(who.id, room.id, whom.id, clock_.now())));
    };
    EXPECT_EQ(remove(bob, cid), forbidden);
    EXPECT_EQ(remove(bob, ada), forbidden);
    EXPECT_EQ(remove(bob, dan), fine);
    EXPECT_EQ(remove(ada, cid), fine);
}

TEST_P(StoreContract, deletes_a_room_for_everybody_and_frees_its_name) {
    const auto admin = make_user("admin"), ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    post(ada, room, "gone");
    (void)sink_.take();
    EXPECT_EQ(code_of(run_task(room_keeping().delete_room(bob.id, room.id, clock_.now()))), forbidden);
    EXPECT_EQ(code_of(run_task(room_keeping().delete_room(ada.id, room.id, clock_.now()))), fine);
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(std::get<chat::RoomDeleted>(events[0]).room_id, room.id);
    for (const auto& who : {admin, ada, bob}) {
        EXPECT_EQ(code_of(run_task(rooms().find_room(who.id, room.id))), not_found);
        EXPECT_EQ(code_of(run_task(messages().read_history(who.id, room.id, {}))), not_found);
        EXPECT_TRUE(run_task(rooms().list_rooms(who.id)).value().empty());
    }
    EXPECT_EQ(code_of(run_task(room_keeping().delete_room(ada.id, room.id, clock_.now()))), not_found);
    make_room(bob, "General");
}

TEST_P(StoreContract, keeps_what_a_member_wants_to_hear_of) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    (void)sink_.take();
    const chat::NotificationChange quiet{.level = chat::NotificationLevel::mentions, .muted = true};
    const auto changed = run_task(room_keeping().change_notifications(ada.id, room.id, quiet));
    ASSERT_TRUE(changed.has_value());
    EXPECT_TRUE(changed->muted);
    EXPECT_EQ(changed->notifications, chat::NotificationLevel::mentions);
    const auto moved = take_events<chat::ReadMarkerMoved>();
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_TRUE(moved[0].membership.muted);
    EXPECT_TRUE(room_as_seen_by(ada, room).membership->muted);
    EXPECT_TRUE(run_task(room_keeping().change_notifications(ada.id, room.id, {.level = {}, .muted = false}))
                    .value()
                    .notifications == chat::NotificationLevel::mentions);
    EXPECT_EQ(code_of(run_task(room_keeping().change_notifications(bob.id, room.id, quiet))), forbidden);
}

TEST_P(StoreContract, tells_of_a_change_in_a_large_room_once) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 0; i < 100; ++i) {
        const auto one = make_user("one" + std::to_string(i));
        ASSERT_TRUE(run_task(rooms().join_room(one.id, room.id, clock_.now())).has_value());
    }
    (void)sink_.take();
    ASSERT_TRUE(
        run_task(room_keeping().change_room(ada.id, room.id, about("All"), clock_.now())).has_value());
    const auto updated = take_events<chat::RoomUpdated>();
    ASSERT_EQ(updated.size(), 1U);
    EXPECT_TRUE(updated[0].memberships.empty());
}

}  // namespace
}  // namespace chatter::store
