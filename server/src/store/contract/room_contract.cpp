#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::RoomKind;

TEST_P(StoreContract, makes_a_room_owned_by_its_creator) {
    const auto ada = make_user("ada");
    const auto wanted = new_room(ada, RoomKind::public_room, "General");
    const auto made = run_task(rooms().create_room(wanted)).value();
    EXPECT_FALSE(made.existed);
    EXPECT_EQ(made.room.id, wanted.id);
    EXPECT_EQ(made.room.kind, RoomKind::public_room);
    EXPECT_EQ(made.room.name, "General");
    EXPECT_EQ(made.room.topic, "About General");
    EXPECT_EQ(made.room.member_count, 1);
    EXPECT_EQ(made.room.last_seq, 0);
    EXPECT_EQ(made.room.version, 0);
    EXPECT_EQ(made.room.last_message_at, std::nullopt);
    EXPECT_EQ(made.room.created_at, wanted.created_at);
    EXPECT_FALSE(made.room.archived);
    ASSERT_TRUE(made.room.membership.has_value());
    EXPECT_EQ(made.room.membership->role, chat::MemberRole::owner);
    EXPECT_EQ(made.room.membership->unread_count, 0);
    EXPECT_TRUE(made.room.members.empty());
}

TEST_P(StoreContract, tells_each_member_of_a_new_room) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {bob}, RoomKind::private_room);
    EXPECT_EQ(room.member_count, 2);
    auto added = take_events<chat::RoomAdded>();
    ASSERT_EQ(added.size(), 2U);
    std::ranges::sort(added, {}, &chat::RoomAdded::user_id);
    EXPECT_EQ(added[0].user_id, ada.id);
    EXPECT_EQ(added[0].room.membership->role, chat::MemberRole::owner);
    EXPECT_EQ(added[1].user_id, bob.id);
    EXPECT_EQ(added[1].room.membership->role, chat::MemberRole::member);
    EXPECT_EQ(added[1].room.member_count, 2);
}

TEST_P(StoreContract, gives_the_name_of_a_public_room_once_in_any_case) {
    const auto ada = make_user("ada");
    make_room(ada, "Straße Ж");
    const auto again = [&](RoomKind kind, const std::string& name) {
        return code_of(run_task(rooms().create_room(new_room(ada, kind, name))));
    };
    EXPECT_EQ(again(RoomKind::public_room, "STRASSE ж"), make_error_code(chat::Errc::room_name_taken));
    EXPECT_EQ(again(RoomKind::public_room, "straße Ж"), make_error_code(chat::Errc::room_name_taken));
    EXPECT_EQ(again(RoomKind::private_room, "Straße Ж"), std::error_code());
    EXPECT_EQ(again(RoomKind::private_room, "Straße Ж"), std::error_code());
    EXPECT_EQ(again(RoomKind::public_room, "Strase Ж"), std::error_code());
}

TEST_P(StoreContract, makes_no_room_with_people_who_do_not_exist) {
    const auto ada = make_user("ada");
    chat::User nobody;
    nobody.id = chat::UserId::make(clock_.now(), random_);
    for (const auto kind : {RoomKind::public_room, RoomKind::private_room, RoomKind::direct}) {
        const auto refused = run_task(rooms().create_room(new_room(ada, kind, "Plans", {nobody})));
        ASSERT_EQ(code_of(refused), make_error_code(chat::Errc::validation_failed));
        EXPECT_EQ(refused.error().fields.at(0).field, "userIds");
    }
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_TRUE(run_task(rooms().list_rooms(ada.id)).value().empty());
    EXPECT_TRUE(run_task(rooms().discover_rooms(ada.id, "", 10)).value().empty());
}

TEST_P(StoreContract, gives_the_same_people_the_same_direct_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto made = run_task(rooms().create_room(new_room(ada, RoomKind::direct, "", {bob}))).value();
    EXPECT_FALSE(made.existed);
    ASSERT_EQ(made.room.members.size(), 2U);
    EXPECT_EQ(made.room.members[0].username, "ada");
    EXPECT_EQ(made.room.members[1].username, "bob");
    EXPECT_EQ(take_events<chat::RoomAdded>().size(), 2U);

    const auto again = run_task(rooms().create_room(new_room(bob, RoomKind::direct, "", {ada}))).value();
    EXPECT_TRUE(again.existed);
    EXPECT_EQ(again.room.id, made.room.id);
    EXPECT_EQ(again.room.membership->role, chat::MemberRole::member);
    EXPECT_EQ(again.room.members.size(), 2U);
    EXPECT_TRUE(sink_.take().empty());

    const auto larger =
        run_task(rooms().create_room(new_room(ada, RoomKind::direct, "", {bob, cid}))).value();
    EXPECT_FALSE(larger.existed);
    EXPECT_NE(larger.room.id, made.room.id);
}

TEST_P(StoreContract, makes_one_direct_room_when_both_ask_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    std::vector<Task<Result<chat::CreatedRoom>>> asking;
    for (int i = 0; i < 10; ++i) {
        asking.push_back(rooms().create_room(new_room(ada, RoomKind::direct, "", {bob})));
        asking.push_back(rooms().create_room(new_room(bob, RoomKind::direct, "", {ada})));
    }
    int made = 0;
    std::optional<chat::RoomId> id;
    for (const auto& room : run_tasks(std::move(asking))) {
        made += !room.value().existed;
        if (!id) id = room->room.id;
        EXPECT_EQ(room->room.id, *id);
    }
    EXPECT_EQ(made, 1);
}

TEST_P(StoreContract, lets_anybody_join_a_public_room_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    post(ada, room, "before");
    (void)sink_.take();
    clock_.advance(std::chrono::seconds(1));

    const auto joined = run_task(rooms().join_room(bob.id, room.id, clock_.now())).value();
    EXPECT_EQ(joined.member_count, 2);
    EXPECT_EQ(joined.membership->role, chat::MemberRole::member);
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 2U);
    const auto* added = std::get_if<chat::RoomAdded>(&events[0]);
    const auto* member = std::get_if<chat::MemberJoined>(&events[1]);
    ASSERT_TRUE(added != nullptr && member != nullptr);
    EXPECT_EQ(added->user_id, bob.id);
    EXPECT_EQ(added->room.member_count, 2);
    EXPECT_EQ(member->room_id, room.id);
    EXPECT_EQ(member->member.user.username, "bob");
    EXPECT_EQ(member->member.joined_at, clock_.now());

    EXPECT_EQ(run_task(rooms().join_room(bob.id, room.id, clock_.now()))->member_count, 2);
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, starts_a_new_member_with_nothing_unread) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    for (int i = 0; i < 3; ++i) post(ada, room, "before");
    const auto joined = run_task(rooms().join_room(bob.id, room.id, clock_.now())).value();
    EXPECT_EQ(joined.membership->last_read_seq, 3);
    EXPECT_EQ(joined.membership->unread_count, 0);
}

TEST_P(StoreContract, hides_private_and_direct_rooms_from_outsiders) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    for (const auto kind : {RoomKind::private_room, RoomKind::direct}) {
        const auto room = make_room(ada, "Plans", {bob}, kind);
        const auto not_found = make_error_code(chat::Errc::not_found);
        EXPECT_EQ(code_of(run_task(rooms().find_room(eve.id, room.id))), not_found);
        EXPECT_EQ(code_of(run_task(rooms().join_room(eve.id, room.id, clock_.now()))), not_found);
        EXPECT_EQ(code_of(run_task(rooms().leave_room(eve.id, room.id))), not_found);
        EXPECT_EQ(code_of(run_task(rooms().list_members(eve.id, room.id, "", 10))), not_found);
        EXPECT_EQ(code_of(run_task(rooms().move_read_marker(eve.id, room.id, 1, ""))), not_found);
        EXPECT_EQ(code_of(run_task(messages().read_history(eve.id, room.id, {}))), not_found);
        EXPECT_EQ(code_of(run_task(messages().post_message(new_message(eve, room, "hi")))), not_found);
        EXPECT_EQ(code_of(run_task(rooms().find_room(bob.id, room.id))), std::error_code());
    }
}

TEST_P(StoreContract, knows_no_room_that_is_not_there) {
    const auto ada = make_user("ada");
    const auto id = some_room_id();
    const auto not_found = make_error_code(chat::Errc::not_found);
    EXPECT_EQ(code_of(run_task(rooms().find_room(ada.id, id))), not_found);
    EXPECT_EQ(code_of(run_task(rooms().join_room(ada.id, id, clock_.now()))), not_found);
    EXPECT_EQ(code_of(run_task(rooms().leave_room(ada.id, id))), not_found);
    EXPECT_EQ(code_of(run_task(rooms().list_members(ada.id, id, "", 10))), not_found);
    EXPECT_EQ(code_of(run_task(messages().read_history(ada.id, id, {}))), not_found);
}

TEST_P(StoreContract, lets_a_member_leave_and_tells_of_it) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    (void)sink_.take();
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, room.id)).has_value());
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(std::get<chat::MemberLeft>(events[0]).user_id, bob.id);
    EXPECT_EQ(std::get<chat::RoomRemoved>(events[1]).room_id, room.id);
    EXPECT_EQ(room_as_seen_by(bob, room).membership.has_value(), false);
    EXPECT_EQ(room_as_seen_by(ada, room).member_count, 1);

    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, room.id)).has_value());
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, keeps_the_last_owner_while_others_remain) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "Plans", {bob}, RoomKind::private_room);
    (void)sink_.take();
    EXPECT_EQ(code_of(run_task(rooms().leave_room(ada.id, room.id))),
              make_error_code(chat::Errc::last_owner));
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_EQ(room_as_seen_by(ada, room).member_count, 2);
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, room.id)).has_value());
    ASSERT_TRUE(run_task(rooms().leave_room(ada.id, room.id)).has_value());
    EXPECT_EQ(code_of(run_task(rooms().find_room(ada.id, room.id))), make_error_code(chat::Errc::not_found));
}

TEST_P(StoreContract, lets_nobody_leave_a_direct_room) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "", {bob}, RoomKind::direct);
    EXPECT_EQ(code_of(run_task(rooms().leave_room(bob.id, room.id))),
              make_error_code(chat::Errc::direct_room_closed));
    EXPECT_EQ(room_as_seen_by(bob, room).member_count, 2);
}

}  // namespace
}  // namespace chatter::store
