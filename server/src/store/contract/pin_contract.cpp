#include "chat/message_changes.hpp"
#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;
using Seqs = std::vector<chat::Seq>;

TEST_P(StoreContract, pins_and_unpins_a_message_with_the_next_version_and_tells) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto message = post(ada, room, "read this");
    post(ada, room, "later");
    (void)sink_.take();
    const auto to = target(bob, message);
    const auto pinned = run_task(message_changes().pin_message(to)).value();
    ASSERT_TRUE(pinned.pin.has_value());
    EXPECT_EQ(pinned.pin->at, to.at);
    EXPECT_EQ(pinned.pin->by, bob.id);
    EXPECT_EQ(pinned.version, 3);
    EXPECT_FALSE(pinned.edited_at.has_value());
    EXPECT_EQ(room_as_seen_by(ada, room).version, 3);
    EXPECT_EQ(take_events<chat::MessageUpdated>().at(0).message.pin->by, bob.id);
    EXPECT_TRUE(
        run_task(messages().read_history(ada.id, room.id, {})).value().messages.at(0).pin.has_value());

    const auto again = run_task(message_changes().pin_message(target(ada, message))).value();
    EXPECT_EQ(again.pin->by, bob.id) << "pinned already";
    EXPECT_EQ(again.version, 3);
    EXPECT_TRUE(sink_.take().empty());

    const auto unpinned = run_task(message_changes().unpin_message(target(ada, message))).value();
    EXPECT_FALSE(unpinned.pin.has_value());
    EXPECT_EQ(unpinned.version, 4);
    EXPECT_FALSE(take_events<chat::MessageUpdated>().at(0).message.pin.has_value());
    EXPECT_EQ(run_task(message_changes().unpin_message(target(ada, message)))->version, 4);
    EXPECT_TRUE(sink_.take().empty());
    const auto changes = run_task(messages().read_changes(bob.id, {{room.id, 2}}, 200)).value();
    EXPECT_EQ(seqs_of(changes.rooms.at(room.id).messages), (Seqs{1}));
}

TEST_P(StoreContract, lists_the_latest_pin_first_for_whoever_sees_the_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto room = make_room(ada, "General", {bob});
    const auto secret = make_room(bob, "Plans", {}, chat::RoomKind::private_room);
    std::vector<chat::Message> posted;
    for (int i = 0; i < 4; ++i) posted.push_back(post(ada, room, std::to_string(i)));
    ASSERT_TRUE(run_task(message_changes().add_reaction(target(bob, posted[0]), "👍")).has_value());
    for (const auto i : {2, 0, 3})
        ASSERT_TRUE(run_task(message_changes().pin_message(target(bob, posted[static_cast<std::size_t>(i)])))
                        .has_value());
    const auto listed = [&](const chat::User& viewer, const chat::Room& of) {
        return run_task(message_lookup().list_pins(viewer.id, of.id));
    };
    const auto pins = listed(eve, room).value();
    EXPECT_EQ(seqs_of(pins), (Seqs{4, 1, 3}));
    EXPECT_EQ(pins[1].content, "0");
    EXPECT_EQ(pins[1].author.username, "ada");
    EXPECT_EQ(pins[1].reactions.at(0).emoji, "👍");
    EXPECT_TRUE(pins[1].pin.has_value());
    EXPECT_TRUE(listed(bob, secret).value().empty());
    EXPECT_EQ(code_of(listed(eve, secret)), make_error_code(Errc::not_found));

    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, posted[0]))).has_value());
    EXPECT_EQ(seqs_of(listed(bob, room).value()), (Seqs{4, 3})) << "a deleted message loses its pin";
}

TEST_P(StoreContract, keeps_at_most_a_hundred_pins_in_a_room) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General"), other = make_room(ada, "Other");
    std::vector<chat::Message> posted;
    for (int i = 0; i <= chat::pins_max; ++i) posted.push_back(post(ada, room, "text"));
    const auto pin = [&](const chat::Message& message) {
        return code_of(run_task(message_changes().pin_message(target(ada, message))));
    };
    for (std::size_t i = 0; i < posted.size() - 1; ++i) ASSERT_EQ(pin(posted[i]), std::error_code());
    EXPECT_EQ(pin(posted.back()), make_error_code(Errc::too_many_pins));
    EXPECT_EQ(pin(posted.front()), std::error_code()) << "pinned already";
    EXPECT_EQ(pin(post(ada, other, "elsewhere")), std::error_code());
    EXPECT_EQ(run_task(message_lookup().list_pins(ada.id, room.id)).value().size(),
              static_cast<std::size_t>(chat::pins_max));
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, posted.front()))).has_value());
    EXPECT_EQ(pin(posted.back()), std::error_code());
}

TEST_P(StoreContract, pins_only_what_stands_in_a_room_that_is_in_use_for_those_who_may) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto room = make_room(ada, "General", {bob});
    const auto secret = make_room(ada, "Plans", {}, chat::RoomKind::private_room);
    const auto message = post(ada, room, "text"), hidden = post(ada, secret, "hidden"),
               deleted = post(ada, room, "deleted");
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, deleted))).has_value());
    const auto codes = [&](const chat::User& user, const chat::Message& of) {
        const auto pin = code_of(run_task(message_changes().pin_message(target(user, of))));
        EXPECT_EQ(code_of(run_task(message_changes().unpin_message(target(user, of)))), pin);
        return pin;
    };
    const auto change = [&](chat::RoomChange to) {
        ASSERT_TRUE(
            run_task(room_keeping().change_room(ada.id, room.id, std::move(to), clock_.now())).has_value());
    };
    EXPECT_EQ(codes(bob, deleted), make_error_code(Errc::message_deleted));
    EXPECT_EQ(codes(eve, message), make_error_code(Errc::forbidden));
    EXPECT_EQ(codes(eve, hidden), make_error_code(Errc::not_found));
    EXPECT_EQ(codes(bob, message), std::error_code());
    change({.name = {}, .topic = {}, .archived = {}, .posting = chat::PostingPolicy::moderators});
    EXPECT_EQ(codes(bob, message), make_error_code(Errc::forbidden));
    EXPECT_EQ(codes(ada, message), std::error_code());
    change({.name = {}, .topic = {}, .archived = true, .posting = {}});
    EXPECT_EQ(codes(ada, message), make_error_code(Errc::room_archived));
}

}  // namespace
}  // namespace chatter::store
