#include <algorithm>
#include <limits>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::RoomKind;
using Names = std::vector<std::string>;

Names names_of(const std::vector<chat::Room>& rooms) {
    Names names;
    for (const auto& room : rooms) names.push_back(room.name);
    return names;
}

TEST_P(StoreContract, lists_the_rooms_with_the_latest_message_first) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto first = make_room(ada, "first", {bob});
    const auto second = make_room(ada, "second", {bob});
    make_room(ada, "third", {bob});
    make_room(ada, "not bob's");
    EXPECT_EQ(names_of(run_task(rooms().list_rooms(bob.id)).value()), (Names{"third", "second", "first"}));
    post(ada, first, "hello");
    EXPECT_EQ(names_of(run_task(rooms().list_rooms(bob.id)).value()), (Names{"first", "third", "second"}));
    post(bob, second, "hello");
    const auto listed = run_task(rooms().list_rooms(bob.id)).value();
    EXPECT_EQ(names_of(listed), (Names{"second", "first", "third"}));
    EXPECT_EQ(listed[0].last_seq, 1);
    EXPECT_EQ(listed[0].last_message_at, clock_.now());
    EXPECT_EQ(listed[0].membership->unread_count, 0);
    EXPECT_EQ(listed[1].membership->unread_count, 1);
}

TEST_P(StoreContract, lists_the_people_of_direct_rooms_only) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    make_room(ada, "General", {bob, cid});
    make_room(ada, "", {bob, cid}, RoomKind::direct);
    make_room(ada, "", {bob}, RoomKind::direct);
    const auto listed = run_task(rooms().list_rooms(ada.id)).value();
    ASSERT_EQ(listed.size(), 3U);
    EXPECT_EQ(listed[0].members.size(), 2U);
    ASSERT_EQ(listed[1].members.size(), 3U);
    EXPECT_EQ(listed[1].members[2].display_name, "Person cid");
    EXPECT_TRUE(listed[2].members.empty());
}

TEST_P(StoreContract, discovers_public_rooms_by_name_and_topic) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    make_room(ada, "Большой Зал", {bob, cid});
    make_room(ada, "garden", {bob});
    auto kitchen = new_room(ada, RoomKind::public_room, "Kitchen");
    kitchen.topic = "Recipes from the GARDEN";
    ASSERT_TRUE(run_task(rooms().create_room(kitchen)).has_value());
    make_room(ada, "garden of secrets", {bob}, RoomKind::private_room);
    make_room(ada, "", {bob}, RoomKind::direct);

    const auto discover = [&](const std::string& query, std::size_t limit = 10) {
        return run_task(rooms().discover_rooms(bob.id, query, limit)).value();
    };
    EXPECT_EQ(names_of(discover("")), (Names{"Большой Зал", "garden", "Kitchen"}));
    EXPECT_EQ(names_of(discover("", 1)), Names{"Большой Зал"});
    EXPECT_EQ(names_of(discover("Garden")), (Names{"garden", "Kitchen"}));
    EXPECT_EQ(names_of(discover("ЗАЛ")), Names{"Большой Зал"});
    EXPECT_EQ(names_of(discover("_")), Names{});
    EXPECT_TRUE(discover("зал")[0].membership.has_value());
    EXPECT_FALSE(discover("kitchen")[0].membership.has_value());
}

TEST_P(StoreContract, lists_members_page_by_page) {
    const auto ada = make_user("ada");
    std::vector<chat::User> others;
    for (int i = 0; i < 4; ++i) others.push_back(make_user("user" + std::to_string(i)));
    const auto room = make_room(ada, "General", others);

    Names listed;
    std::string cursor;
    int pages = 0;
    do {
        const auto page = run_task(rooms().list_members(ada.id, room.id, cursor, 2)).value();
        EXPECT_LE(page.members.size(), 2U);
        for (const auto& member : page.members) listed.push_back(member.user.username);
        cursor = page.next_cursor.value_or("");
        ++pages;
    } while (!cursor.empty() && pages < 10);
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(listed, (Names{"ada", "user0", "user1", "user2", "user3"}));

    const auto whole = run_task(rooms().list_members(ada.id, room.id, "", 5)).value();
    EXPECT_EQ(whole.next_cursor, std::nullopt);
    EXPECT_EQ(whole.members[0].role, chat::MemberRole::owner);
    EXPECT_EQ(whole.members[1].role, chat::MemberRole::member);
    EXPECT_EQ(whole.members[1].joined_at, room.created_at);
}

TEST_P(StoreContract, refuses_a_cursor_that_it_never_gave) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto refused = run_task(rooms().list_members(ada.id, room.id, "'; --", 2));
    ASSERT_EQ(code_of(refused), make_error_code(chat::Errc::validation_failed));
    EXPECT_EQ(refused.error().fields.at(0).field, "cursor");
}

TEST_P(StoreContract, counts_what_others_said_after_the_marker) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto unread = [&](const chat::User& user) {
        return room_as_seen_by(user, room).membership->unread_count;
    };
    post(ada, room, "1");
    post(ada, room, "2");
    post(bob, room, "3");
    post(ada, room, "4");
    EXPECT_EQ(unread(ada), 1);
    EXPECT_EQ(unread(bob), 3);
    EXPECT_EQ(room_as_seen_by(bob, room).membership->last_read_seq, 0) << "sending does not move the marker";

    const auto moved = run_task(rooms().move_read_marker(bob.id, room.id, 1, "socket-1")).value();
    EXPECT_EQ(moved.membership.last_read_seq, 1);
    EXPECT_EQ(moved.membership.unread_count, 2);
    EXPECT_EQ(moved.room_last_seq, 4) << "up to which was counted";
    EXPECT_EQ(unread(bob), 2);
    EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, 2, ""))->membership.unread_count, 1);
    EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, 3, ""))->membership.unread_count, 1);
    EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, 4, ""))->membership.unread_count, 0);
    post(ada, room, "5");
    EXPECT_EQ(unread(bob), 1);
    EXPECT_EQ(unread(ada), 1);
}

TEST_P(StoreContract, counts_right_wherever_the_marker_stops) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    // Who wrote each message, in no regular order.
    const std::string authors = "abbabaaabbbabababbaaabab";
    for (const char author : authors) post(author == 'a' ? ada : bob, room, "text");
    for (const std::size_t marker : {1U, 2U, 7U, 8U, 9U, 20U, 21U, 24U}) {
        const auto moved =
            run_task(rooms().move_read_marker(bob.id, room.id, static_cast<chat::Seq>(marker), "")).value();
        EXPECT_EQ(moved.membership.unread_count, std::ranges::count(authors.substr(marker), 'a')) << marker;
    }
}

TEST_P(StoreContract, moves_a_marker_up_only_and_at_most_to_the_end) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    for (int i = 0; i < 3; ++i) post(ada, room, "text");
    (void)sink_.take();
    constexpr auto huge = std::numeric_limits<chat::Seq>::max();
    EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, huge, "socket-1"))->membership.last_read_seq,
              3);
    const auto moved = take_events<chat::ReadMarkerMoved>();
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].user_id, bob.id);
    EXPECT_EQ(moved[0].origin, "socket-1");
    EXPECT_EQ(moved[0].room_version, 3);
    EXPECT_EQ(moved[0].room_last_seq, 3);
    EXPECT_EQ(moved[0].membership.last_read_seq, 3);
    EXPECT_EQ(moved[0].membership.unread_count, 0);

    for (const chat::Seq seq : {chat::Seq{3}, chat::Seq{1}, chat::Seq{0}, chat::Seq{-5}, huge})
        EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, seq, ""))->membership.last_read_seq, 3);
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, wants_membership_for_a_marker) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    EXPECT_EQ(code_of(run_task(rooms().move_read_marker(bob.id, room.id, 1, ""))),
              make_error_code(chat::Errc::forbidden));
}

TEST_P(StoreContract, counts_mentions_of_members_until_they_are_read) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto room = make_room(ada, "General", {bob});
    const auto mentions = [&](const chat::User& user) {
        return room_as_seen_by(user, room).membership->mention_count;
    };
    auto message = new_message(ada, room, "@ada @bob @cid @nobody");
    message.mentioned_names = {"ada", "bob", "cid", "nobody"};
    ASSERT_TRUE(run_task(messages().post_message(message)).has_value());
    EXPECT_EQ(mentions(bob), 1);
    EXPECT_EQ(mentions(ada), 0) << "nobody mentions oneself";
    auto second = new_message(ada, room, "@bob");
    second.mentioned_names = {"bob"};
    ASSERT_TRUE(run_task(messages().post_message(second)).has_value());
    EXPECT_EQ(mentions(bob), 2);
    EXPECT_EQ(run_task(rooms().list_rooms(bob.id)).value().at(0).membership->mention_count, 2);
    EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, 1, ""))->membership.mention_count, 1);
    EXPECT_EQ(run_task(rooms().move_read_marker(bob.id, room.id, 2, ""))->membership.mention_count, 0);
    ASSERT_TRUE(run_task(rooms().join_room(cid.id, room.id, clock_.now())).has_value());
    EXPECT_EQ(mentions(cid), 0);
}

}  // namespace
}  // namespace chatter::store
