#include <algorithm>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;
using Seqs = std::vector<chat::Seq>;
using Texts = std::vector<std::string>;

chat::ThreadList threads(chat::MessageLookupStore& store, const chat::User& viewer,
                         std::optional<chat::ThreadCursor> before = {}, std::size_t limit = 50) {
    return run_task(store.list_threads(viewer.id, before, limit)).value();
}

/// What the first messages of the viewer's threads say.
Texts listed(chat::MessageLookupStore& store, const chat::User& viewer) {
    Texts contents;
    for (const auto& root : threads(store, viewer).roots) contents.push_back(root.content);
    return contents;
}

TEST_P(StoreContract, reads_a_thread_page_by_page) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    const auto root = post(ada, room, "root"), other = post(ada, room, "other");
    for (int i = 0; i < 5; ++i) {
        reply(ada, root);  // 3, 5, 7, 9, 11
        reply(ada, other);
    }
    struct Expected {
        Seqs seqs;
        bool has_before, has_after;
    };
    const auto expect = [&](chat::ThreadQuery query, const Expected& expected) {
        const auto page = read_thread(message_lookup(), bob, root, query);
        EXPECT_EQ(page.root.id, root.id);
        EXPECT_EQ(seqs_of(page.messages), expected.seqs);
        EXPECT_EQ(page.has_before, expected.has_before);
        EXPECT_EQ(page.has_after, expected.has_after);
    };
    const auto newest = [](std::size_t limit) { return chat::ThreadQuery{{}, {}, limit}; };
    const auto before = [](chat::Seq seq, std::size_t limit) { return chat::ThreadQuery{seq, {}, limit}; };
    const auto after = [](chat::Seq seq, std::size_t limit) { return chat::ThreadQuery{{}, seq, limit}; };
    expect(newest(2), {{9, 11}, true, false});
    expect(newest(5), {{3, 5, 7, 9, 11}, false, false});
    expect(newest(50), {{3, 5, 7, 9, 11}, false, false});
    expect(before(9, 2), {{5, 7}, true, true});
    expect(before(5, 2), {{3}, false, true});
    expect(before(3, 2), {{}, false, true});
    expect(before(0, 2), {{}, false, true});
    expect(before(1000, 2), {{9, 11}, true, false});
    expect(after(0, 2), {{3, 5}, false, true});
    expect(after(5, 2), {{7, 9}, true, true});
    expect(after(6, 5), {{7, 9, 11}, true, false});
    expect(after(11, 2), {{}, true, false});
    expect(after(1000, 2), {{}, true, false});
}

TEST_P(StoreContract, reads_a_message_without_replies_as_a_thread_that_has_not_begun) {
    const auto ada = make_user("ada"), eve = make_user("eve");
    const auto secret = make_room(ada, "Plans", {}, chat::RoomKind::private_room),
               open = make_room(ada, "Open");
    const auto root = post(ada, secret, "root");
    const auto page = read_thread(message_lookup(), ada, root);
    EXPECT_EQ(page.root.id, root.id);
    EXPECT_TRUE(page.messages.empty());
    EXPECT_FALSE(page.has_before || page.has_after);
    EXPECT_EQ(code_of(run_task(message_lookup().read_thread(eve.id, message_name(root), {}))),
              make_error_code(Errc::not_found));
    EXPECT_EQ(code_of(run_task(
                  message_lookup().read_thread(ada.id, {.room_id = open.id, .message_id = root.id}, {}))),
              make_error_code(Errc::not_found))
        << "of another room";
    EXPECT_TRUE(
        run_task(message_lookup().read_thread(eve.id, message_name(post(ada, open, "hi")), {})).has_value());
}

TEST_P(StoreContract, lists_the_threads_that_one_began_or_replied_in) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cem = make_user("cem");
    const auto open = make_room(ada, "Open", {bob, cem});
    const auto secret = make_room(ada, "Secret", {bob}, chat::RoomKind::private_room);
    const auto talk = make_room(ada, "", {bob}, chat::RoomKind::direct);
    const auto begun = post(ada, open, "begun"), joined = post(bob, secret, "joined"),
               whispered = post(bob, talk, "whispered"), foreign = post(bob, open, "foreign"),
               alone = post(ada, open, "alone");
    reply(bob, begun);
    reply(ada, joined);
    reply(cem, foreign);
    reply(ada, whispered);
    const auto mine = reply(ada, whispered);
    EXPECT_EQ(listed(message_lookup(), ada), (Texts{"whispered", "joined", "begun"}));
    EXPECT_EQ(listed(message_lookup(), bob), (Texts{"whispered", "foreign", "joined", "begun"}));
    EXPECT_EQ(listed(message_lookup(), cem), (Texts{"foreign"}));
    reply(bob, begun);
    EXPECT_EQ(listed(message_lookup(), ada), (Texts{"begun", "whispered", "joined"}));

    const auto list = threads(message_lookup(), ada);
    EXPECT_FALSE(list.next_before.has_value());
    EXPECT_EQ(list.rooms.size(), 3U);
    for (const auto& room : list.rooms) {
        EXPECT_TRUE(room.membership.has_value());
        EXPECT_EQ(room.members.size(), room.id == talk.id ? 2U : 0U);
    }
    const auto found = run_task(message_lookup().find_message(ada.id, message_name(begun))).value();
    EXPECT_EQ(list.roots[0].version, found.version);
    EXPECT_EQ(list.roots[0].thread->reply_count, 2);

    // What is not there for somebody is not listed for them.
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, mine))).has_value());
    EXPECT_EQ(listed(message_lookup(), ada), (Texts{"begun", "whispered", "joined"}))
        << "another reply of hers stands";
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, secret.id)).has_value());
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, open.id)).has_value());
    EXPECT_EQ(listed(message_lookup(), bob), (Texts{"begun", "whispered", "foreign"}))
        << "a public room stays readable";
    (void)alone;
}

TEST_P(StoreContract, lists_no_thread_without_replies_that_stand) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto root = post(ada, room, "root");
    const auto from_bob = reply(bob, root), from_ada = reply(ada, root);
    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, from_bob))).has_value());
    EXPECT_EQ(listed(message_lookup(), bob), (Texts{}));
    EXPECT_EQ(listed(message_lookup(), ada), (Texts{"root"}));
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, root))).has_value());
    EXPECT_EQ(listed(message_lookup(), ada), (Texts{""})) << "it can still be read";
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, from_ada))).has_value());
    EXPECT_EQ(listed(message_lookup(), ada), (Texts{}));
}

TEST_P(StoreContract, lists_threads_page_by_page_be_they_of_one_millisecond) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::vector<chat::MessageId> roots;
    for (int i = 0; i < 7; ++i) roots.push_back(post(ada, room, std::to_string(i)).id);
    const auto at = clock_.now();
    for (const auto& root : roots) {
        auto draft = new_message(ada, room, "reply");
        draft.thread_of = root;
        draft.created_at = at;
        ASSERT_TRUE(run_task(messages().post_message(draft)).has_value());
    }
    std::ranges::sort(roots, std::greater());
    std::vector<chat::MessageId> read;
    std::optional<chat::ThreadCursor> before;
    do {
        const auto list = threads(message_lookup(), ada, before, 3);
        for (const auto& root : list.roots) read.push_back(root.id);
        before = list.next_before;
        ASSERT_LE(read.size(), roots.size());
    } while (before);
    EXPECT_EQ(read, roots);
}

}  // namespace
}  // namespace chatter::store
