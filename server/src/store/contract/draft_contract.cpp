#include <algorithm>

#include "chat/drafts.hpp"
#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;
using chat::RoomKind;

std::vector<std::string> contents_of(const std::vector<chat::Draft>& drafts) {
    std::vector<std::string> contents;
    for (const auto& draft : drafts) contents.push_back(draft.content);
    return contents;
}

TEST_P(StoreContract, keeps_a_draft_for_its_author_alone_and_tells) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto none = run_task(drafts().find_draft(ada.id, room.id)).value();
    EXPECT_EQ(none.room_id, room.id);
    EXPECT_EQ(none.version, 0);
    EXPECT_FALSE(none.updated_at.has_value());
    (void)sink_.take();

    const auto change = draft_change(ada, room, " Half a sent", 0);
    const auto kept = run_task(drafts().keep_draft(change)).value();
    EXPECT_FALSE(kept.conflict);
    EXPECT_EQ(kept.draft.content, " Half a sent");
    EXPECT_EQ(kept.draft.version, 1);
    EXPECT_EQ(kept.draft.updated_at, change.at);
    const auto events = take_events<chat::DraftChanged>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user_id, ada.id);
    EXPECT_EQ(events[0].draft.version, 1);
    EXPECT_EQ(events[0].origin, "some socket");

    EXPECT_EQ(run_task(drafts().find_draft(ada.id, room.id))->content, " Half a sent");
    EXPECT_EQ(run_task(drafts().find_draft(bob.id, room.id))->version, 0);
    EXPECT_EQ(contents_of(run_task(drafts().list_drafts(ada.id)).value()),
              std::vector<std::string>{" Half a sent"});
    EXPECT_TRUE(run_task(drafts().list_drafts(bob.id))->empty());
    const auto seen = room_as_seen_by(bob, room);
    EXPECT_EQ(seen.version, 0);
    EXPECT_EQ(seen.membership->unread_count, 0);
}

TEST_P(StoreContract, never_overwrites_a_draft_that_was_changed_meanwhile) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto keep = [&](const std::string& content, std::int64_t version) {
        return run_task(drafts().keep_draft(draft_change(ada, room, content, version))).value();
    };
    EXPECT_EQ(keep("from the phone", 0).draft.version, 1);
    EXPECT_EQ(keep("from the phone, longer", 1).draft.version, 2);
    (void)sink_.take();
    for (const std::int64_t version : {0, 1, 3}) {
        const auto late = keep("from the desk", version);
        EXPECT_TRUE(late.conflict) << version;
        EXPECT_EQ(late.draft.content, "from the phone, longer");
        EXPECT_EQ(late.draft.version, 2);
    }
    EXPECT_TRUE(sink_.take().empty());

    EXPECT_EQ(keep("", 2).draft.version, 3);
    EXPECT_TRUE(run_task(drafts().list_drafts(ada.id))->empty());
    EXPECT_EQ(run_task(drafts().find_draft(ada.id, room.id))->version, 3);
    for (const std::int64_t version : {0, 2}) {
        const auto late = keep("comes after it was sent", version);
        EXPECT_TRUE(late.conflict) << version;
        EXPECT_EQ(late.draft.content, "");
        EXPECT_EQ(late.draft.version, 3);
    }
    EXPECT_EQ(keep("the next one", 3).draft.version, 4);
    reopen();
    EXPECT_EQ(run_task(drafts().find_draft(ada.id, room.id))->content, "the next one");
}

TEST_P(StoreContract, keeps_one_of_many_drafts_that_are_saved_at_once) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::vector<Task<Result<chat::KeptDraft>>> keeping;
    for (int i = 0; i < 8; ++i)
        keeping.push_back(drafts().keep_draft(draft_change(ada, room, "draft " + std::to_string(i), 0)));
    const auto kept = run_tasks(std::move(keeping));
    EXPECT_EQ(std::ranges::count_if(kept, [](const auto& one) { return !one->conflict; }), 1);
    for (const auto& one : kept) EXPECT_EQ(one->draft.version, 1);
}

TEST_P(StoreContract, changes_nothing_by_saving_a_draft_that_says_the_same) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    EXPECT_EQ(run_task(drafts().keep_draft(draft_change(ada, room, "", 0)))->draft.version, 0);
    ASSERT_TRUE(run_task(drafts().keep_draft(draft_change(ada, room, "same", 0))).has_value());
    (void)sink_.take();
    const auto again = run_task(drafts().keep_draft(draft_change(ada, room, "same", 1))).value();
    EXPECT_FALSE(again.conflict);
    EXPECT_EQ(again.draft.version, 1);
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, gives_out_drafts_of_rooms_that_one_is_in_alone) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto open = make_room(ada, "Open", {bob}),
               secret = make_room(ada, "Plans", {bob}, RoomKind::private_room),
               direct = make_room(ada, "", {bob}, RoomKind::direct);
    for (const auto& room : {open, secret, direct})
        ASSERT_TRUE(run_task(drafts().keep_draft(draft_change(bob, room, "in " + room.name, 0))).has_value());
    EXPECT_EQ(contents_of(run_task(drafts().list_drafts(bob.id)).value()),
              (std::vector<std::string>{"in ", "in Plans", "in Open"}));
    const auto find = [&](const chat::User& user, const chat::Room& room) {
        return code_of(run_task(drafts().find_draft(user.id, room.id)));
    };
    const auto keep = [&](const chat::User& user, const chat::Room& room) {
        return code_of(run_task(drafts().keep_draft(draft_change(user, room, "x", 1))));
    };
    EXPECT_EQ(find(eve, open), make_error_code(Errc::forbidden));
    EXPECT_EQ(keep(eve, open), make_error_code(Errc::forbidden));
    EXPECT_EQ(find(eve, secret), make_error_code(Errc::not_found));
    EXPECT_EQ(keep(eve, secret), make_error_code(Errc::not_found));

    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, open.id)).has_value());
    ASSERT_TRUE(run_task(room_keeping().remove_member(ada.id, secret.id, bob.id, clock_.now())).has_value());
    EXPECT_EQ(contents_of(run_task(drafts().list_drafts(bob.id)).value()), std::vector<std::string>{"in "});
    EXPECT_EQ(find(bob, open), make_error_code(Errc::forbidden));
    EXPECT_EQ(find(bob, secret), make_error_code(Errc::not_found));
}

TEST_P(StoreContract, keeps_two_hundred_drafts_of_a_user_at_most) {
    const auto ada = make_user("ada");
    std::vector<chat::Room> made;
    for (int i = 0; i <= chat::drafts_max; ++i) made.push_back(make_room(ada, "Room " + std::to_string(i)));
    const auto keep = [&](std::size_t i, const std::string& content, std::int64_t version) {
        return run_task(drafts().keep_draft(draft_change(ada, made[i], content, version)));
    };
    for (std::size_t i = 0; i + 1 < made.size(); ++i) ASSERT_TRUE(keep(i, "draft", 0).has_value());
    const auto last = made.size() - 1;
    EXPECT_EQ(code_of(keep(last, "one more", 0)), make_error_code(Errc::too_many_drafts));
    EXPECT_EQ(keep(0, "longer", 1)->draft.version, 2);
    EXPECT_EQ(keep(0, "", 2)->draft.version, 3);
    EXPECT_EQ(keep(last, "one more", 0)->draft.version, 1);
}

}  // namespace
}  // namespace chatter::store
