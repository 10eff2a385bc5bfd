#include <algorithm>

#include "chat/saved_messages.hpp"
#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;
using chat::RoomKind;

std::vector<std::string> contents_of(const chat::SavedPage& page) {
    std::vector<std::string> contents;
    for (const auto& saved : page.saved) contents.push_back(saved.message.content);
    return contents;
}

TEST_P(StoreContract, saves_messages_for_whoever_saved_them_and_tells) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto first = post(ada, room, "first"), second = post(bob, room, "second");
    ASSERT_TRUE(run_task(message_changes().add_reaction(target(ada, first), "👍")).has_value());
    (void)sink_.take();

    ASSERT_TRUE(run_task(saved_messages().save_message(target(ada, second))).has_value());
    const auto to = target(ada, first);
    ASSERT_TRUE(run_task(saved_messages().save_message(to)).has_value());
    ASSERT_TRUE(run_task(saved_messages().save_message(target(ada, first))).has_value());
    const auto events = take_events<chat::SavedMessagesChanged>();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[1].user_id, ada.id);
    EXPECT_EQ(events[1].room_id, room.id);
    EXPECT_EQ(events[1].message_id, first.id);
    EXPECT_TRUE(events[1].saved);

    const auto page = run_task(saved_messages().list_saved_messages(ada.id, {}, 10)).value();
    EXPECT_EQ(contents_of(page), (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(page.saved[0].saved_at, to.at);
    EXPECT_EQ(page.saved[0].message.reactions.size(), 1U);
    EXPECT_TRUE(page.saved[1].message.reactions.empty());
    EXPECT_EQ(page.saved[1].message.author.username, "bob");
    ASSERT_EQ(page.rooms.size(), 1U);
    EXPECT_EQ(page.rooms[0].membership->role, chat::MemberRole::owner);
    EXPECT_FALSE(page.next_before.has_value());
    EXPECT_TRUE(run_task(saved_messages().list_saved_messages(bob.id, {}, 10))->saved.empty());

    ASSERT_TRUE(run_task(saved_messages().unsave_message(target(ada, first))).has_value());
    ASSERT_TRUE(run_task(saved_messages().unsave_message(target(ada, first))).has_value());
    const auto removed = take_events<chat::SavedMessagesChanged>();
    ASSERT_EQ(removed.size(), 1U);
    EXPECT_FALSE(removed[0].saved);
    EXPECT_EQ(contents_of(run_task(saved_messages().list_saved_messages(ada.id, {}, 10)).value()),
              std::vector<std::string>{"second"});
}

TEST_P(StoreContract, lists_saved_messages_page_by_page_also_those_saved_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General"), direct = make_room(ada, "", {bob}, RoomKind::direct);
    std::vector<chat::Message> posted;
    for (int i = 0; i < 7; ++i) posted.push_back(post(ada, i % 2 == 0 ? room : direct, std::to_string(i)));
    const auto at = target(ada, posted[0]).at;
    for (const auto& message : posted) {
        auto to = target(ada, message);
        if (message.content != "6") to.at = at;
        ASSERT_TRUE(run_task(saved_messages().save_message(to)).has_value());
    }
    std::vector<std::string> listed;
    std::optional<chat::SavedPlace> before;
    std::size_t pages = 0;
    do {
        const auto page = run_task(saved_messages().list_saved_messages(ada.id, before, 3)).value();
        for (const auto& content : contents_of(page)) listed.push_back(content);
        for (const auto& seen : page.rooms)
            EXPECT_EQ(seen.members.size(), seen.kind == RoomKind::direct ? 2U : 0U);
        before = page.next_before;
        ++pages;
    } while (before);
    EXPECT_EQ(pages, 3U);
    EXPECT_EQ(listed, (std::vector<std::string>{"6", "5", "4", "3", "2", "1", "0"}));
}

TEST_P(StoreContract, shows_saved_messages_of_rooms_that_one_may_see_alone) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto open = make_room(ada, "Open"), secret = make_room(ada, "Plans", {bob}, RoomKind::private_room),
               doomed = make_room(ada, "Doomed");
    const auto said = post(ada, open, "open"), hidden = post(ada, secret, "hidden"),
               lost = post(ada, doomed, "lost");
    for (const auto& message : {said, hidden, lost})
        ASSERT_TRUE(run_task(saved_messages().save_message(target(bob, message))).has_value());
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, secret.id)).has_value());
    ASSERT_TRUE(run_task(room_keeping().delete_room(ada.id, doomed.id, clock_.now())).has_value());
    EXPECT_EQ(contents_of(run_task(saved_messages().list_saved_messages(bob.id, {}, 10)).value()),
              std::vector<std::string>{"open"});
    const auto not_found = make_error_code(Errc::not_found);
    EXPECT_EQ(code_of(run_task(saved_messages().save_message(target(bob, hidden)))), not_found);
    EXPECT_EQ(code_of(run_task(saved_messages().unsave_message(target(bob, hidden)))), not_found);
    auto elsewhere = target(bob, said);
    elsewhere.message_id = hidden.id;
    EXPECT_EQ(code_of(run_task(saved_messages().save_message(elsewhere))), not_found);
}

TEST_P(StoreContract, saves_no_deleted_message_but_keeps_the_place_of_one) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto kept = post(ada, room, "kept"), gone = post(ada, room, "gone");
    ASSERT_TRUE(run_task(saved_messages().save_message(target(ada, kept))).has_value());
    for (const auto& message : {kept, gone})
        ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, message))).has_value());
    EXPECT_EQ(code_of(run_task(saved_messages().save_message(target(ada, gone)))),
              make_error_code(Errc::message_deleted));
    EXPECT_TRUE(run_task(saved_messages().save_message(target(ada, kept))).has_value())
        << "it is saved already";
    const auto page = run_task(saved_messages().list_saved_messages(ada.id, {}, 10)).value();
    ASSERT_EQ(page.saved.size(), 1U);
    EXPECT_TRUE(page.saved[0].message.deleted_at.has_value());
    EXPECT_TRUE(run_task(saved_messages().unsave_message(target(ada, kept))).has_value());
    EXPECT_TRUE(run_task(saved_messages().list_saved_messages(ada.id, {}, 10))->saved.empty());
}

TEST_P(StoreContract, keeps_a_thousand_saved_messages_of_a_user_at_most) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::vector<Task<Result<chat::PostedMessage>>> posting;
    for (int i = 0; i <= chat::saved_messages_max; ++i)
        posting.push_back(messages().post_message(new_message(ada, room, "one")));
    std::vector<chat::Message> posted;
    for (const auto& one : run_tasks(std::move(posting))) posted.push_back(one->message);
    std::vector<Task<Result<void>>> saving;
    for (const auto& message : posted) saving.push_back(saved_messages().save_message(target(ada, message)));
    const auto saved = run_tasks(std::move(saving));
    EXPECT_EQ(std::ranges::count_if(saved, [](const auto& one) { return one.has_value(); }),
              chat::saved_messages_max);
    const auto refused = std::ranges::find_if(saved, [](const auto& one) { return !one; });
    ASSERT_NE(refused, saved.end());
    EXPECT_EQ(code_of(*refused), make_error_code(Errc::too_many_saved));
    const auto& last = posted[static_cast<std::size_t>(refused - saved.begin())];
    const auto& other = refused == saved.begin() ? posted.back() : posted.front();
    ASSERT_TRUE(run_task(saved_messages().unsave_message(target(ada, other))).has_value());
    EXPECT_TRUE(run_task(saved_messages().save_message(target(ada, last))).has_value());
}

}  // namespace
}  // namespace chatter::store
