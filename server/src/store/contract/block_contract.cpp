#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::RoomKind;

const auto blocked = make_error_code(chat::Errc::blocked);

std::vector<std::string> names_of(const std::vector<chat::User>& users) {
    std::vector<std::string> names;
    for (const auto& user : users) names.push_back(user.username);
    return names;
}

using Names = std::vector<std::string>;

TEST_P(StoreContract, blocks_once_and_tells_the_blocker_alone) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto block = [&](const chat::User& other) {
        clock_.advance(std::chrono::milliseconds(1));
        return code_of(run_task(blocks().block_user(ada.id, other.id, clock_.now())));
    };
    (void)sink_.take();
    EXPECT_EQ(block(bob), fine);
    EXPECT_EQ(block(cid), fine);
    EXPECT_EQ(block(bob), fine);
    const auto told = take_events<chat::BlockUpdated>();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].user_id, ada.id);
    EXPECT_EQ(told[0].other_id, bob.id);
    EXPECT_TRUE(told[0].blocked);
    EXPECT_EQ(names_of(run_task(blocks().list_blocked(ada.id)).value()), (Names{"cid", "bob"}));
    EXPECT_EQ(names_of(run_task(blocks().list_blocked(bob.id)).value()), Names{});
    EXPECT_EQ(code_of(run_task(blocks().block_user(ada.id, chat::UserId{}, clock_.now()))), not_found);

    EXPECT_EQ(code_of(run_task(blocks().unblock_user(ada.id, bob.id))), fine);
    EXPECT_EQ(code_of(run_task(blocks().unblock_user(ada.id, bob.id))), fine);
    EXPECT_EQ(code_of(run_task(blocks().unblock_user(ada.id, chat::UserId{}))), not_found);
    const auto undone = take_events<chat::BlockUpdated>();
    ASSERT_EQ(undone.size(), 1U);
    EXPECT_FALSE(undone[0].blocked);
    EXPECT_EQ(names_of(run_task(blocks().list_blocked(ada.id)).value()), Names{"cid"});
}

TEST_P(StoreContract, blocks_a_thousand_people_and_no_more) {
    const auto ada = make_user("ada");
    std::vector<Task<Result<chat::User>>> registering;
    for (int i = 0; i <= chat::blocks_max; ++i)
        registering.push_back(users().create_user(new_user("user" + std::to_string(i))));
    std::vector<chat::UserId> ids;
    for (const auto& user : run_tasks(std::move(registering))) ids.push_back(user.value().id);
    std::vector<Task<Result<void>>> blocking;
    for (std::size_t i = 1; i < ids.size(); ++i)
        blocking.push_back(blocks().block_user(ada.id, ids[i], clock_.now()));
    for (const auto& done : run_tasks(std::move(blocking))) EXPECT_EQ(code_of(done), fine);

    const auto block = [&](chat::UserId id) {
        return code_of(run_task(blocks().block_user(ada.id, id, clock_.now())));
    };
    EXPECT_EQ(block(ids[0]), make_error_code(chat::Errc::too_many_blocks));
    EXPECT_EQ(block(ids[1]), fine);
    ASSERT_TRUE(run_task(blocks().unblock_user(ada.id, ids[1])).has_value());
    EXPECT_EQ(block(ids[0]), fine);
}

TEST_P(StoreContract, begins_no_direct_room_of_two_of_whom_one_has_blocked_the_other) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    ASSERT_TRUE(run_task(blocks().block_user(ada.id, bob.id, clock_.now())).has_value());
    const auto begin = [&](const chat::User& who, const std::vector<chat::User>& others) {
        return code_of(run_task(rooms().create_room(new_room(who, RoomKind::direct, "", others))));
    };
    EXPECT_EQ(begin(ada, {bob}), blocked);
    EXPECT_EQ(begin(bob, {ada}), blocked);
    EXPECT_EQ(begin(bob, {ada, cid}), fine);
    EXPECT_EQ(begin(bob, {cid}), fine);
    ASSERT_TRUE(run_task(blocks().unblock_user(ada.id, bob.id)).has_value());
    EXPECT_EQ(begin(bob, {ada}), fine);
    ASSERT_TRUE(run_task(blocks().block_user(ada.id, bob.id, clock_.now())).has_value());
    EXPECT_EQ(begin(bob, {ada}), fine) << "the room is there already";
}

TEST_P(StoreContract, lets_the_blocked_one_of_a_direct_room_read_and_do_nothing_else_there) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "", {bob}, RoomKind::direct);
    const auto message = post(bob, room, "hello");
    ASSERT_TRUE(run_task(blocks().block_user(ada.id, bob.id, clock_.now())).has_value());
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(bob, room, "again")))), blocked);
    EXPECT_EQ(code_of(run_task(message_changes().add_reaction(target(bob, message), "👍"))), blocked);
    EXPECT_EQ(run_task(messages().read_history(bob.id, room.id, {})).value().messages.size(), 1U);
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(ada, room, "bye")))), fine);
    EXPECT_EQ(code_of(run_task(message_changes().add_reaction(target(ada, message), "👍"))), fine);
}

TEST_P(StoreContract, knows_who_is_not_heard_in_a_direct_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cid = make_user("cid");
    const auto two = make_room(ada, "", {bob}, RoomKind::direct),
               three = make_room(ada, "", {bob, cid}, RoomKind::direct),
               open = make_room(ada, "General", {bob});
    const auto hearing = [&](const chat::User& user, const chat::Room& room) {
        const auto found = run_task(blocks().find_hearing(user.id, room.id)).value();
        return std::pair(found.direct, found.blocked);
    };
    using Found = std::pair<bool, bool>;
    EXPECT_EQ(hearing(bob, two), Found(true, false));
    ASSERT_TRUE(run_task(blocks().block_user(ada.id, bob.id, clock_.now())).has_value());
    EXPECT_EQ(hearing(bob, two), Found(true, true));
    EXPECT_EQ(hearing(ada, two), Found(true, false)) << "the one who blocks is heard";
    EXPECT_EQ(hearing(bob, three), Found(true, false)) << "there they are not alone";
    EXPECT_EQ(hearing(bob, open), Found(false, false));
    chat::Room nowhere;
    EXPECT_EQ(code_of(run_task(blocks().find_hearing(bob.id, nowhere.id))),
              make_error_code(chat::Errc::not_found));
}

}  // namespace
}  // namespace chatter::store
