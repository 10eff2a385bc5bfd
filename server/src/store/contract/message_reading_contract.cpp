#include <algorithm>
#include <limits>
#include <map>
#include <numeric>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::HistoryQuery;
using chat::Seq;
using Seqs = std::vector<Seq>;

constexpr auto huge = std::numeric_limits<Seq>::max();
constexpr auto lowest = std::numeric_limits<Seq>::min();

/// first, first + 1, … last.
Seqs seqs(Seq first, Seq last) {
    Seqs range(static_cast<std::size_t>(last - first + 1));
    std::iota(range.begin(), range.end(), first);
    return range;
}

struct Edges {
    bool has_before;
    bool has_after;
    bool operator==(const Edges&) const = default;
};

class HistoryContract {
  public:
    HistoryContract(chat::MessageStore& store, chat::UserId viewer, chat::RoomId room)
        : store_(store), viewer_(viewer), room_(room) {}

    chat::HistoryPage read(HistoryQuery query) {
        return run_task(store_.read_history(viewer_, room_, query)).value();
    }
    chat::HistoryPage newest(std::size_t limit) {
        return read({.before = {}, .after = {}, .around = {}, .limit = limit});
    }
    chat::HistoryPage before(Seq seq, std::size_t limit) {
        return read({.before = seq, .after = {}, .around = {}, .limit = limit});
    }
    chat::HistoryPage after(Seq seq, std::size_t limit) {
        return read({.before = {}, .after = seq, .around = {}, .limit = limit});
    }
    chat::HistoryPage around(Seq seq, std::size_t limit) {
        return read({.before = {}, .after = {}, .around = seq, .limit = limit});
    }

  private:
    chat::MessageStore& store_;
    chat::UserId viewer_;
    chat::RoomId room_;
};

Edges edges_of(const chat::HistoryPage& page) { return {page.has_before, page.has_after}; }

TEST_P(StoreContract, reads_history_from_its_end) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 10; ++i) post(ada, room, std::to_string(i));
    HistoryContract history(messages(), ada.id, room.id);
    const auto page = history.newest(4);
    EXPECT_EQ(seqs_of(page.messages), seqs(7, 10));
    EXPECT_EQ(edges_of(page), (Edges{true, false}));
    EXPECT_EQ(page.version, 10);
    EXPECT_EQ(page.messages[0].content, "7");
    EXPECT_EQ(page.messages[0].room_id, room.id);
    EXPECT_EQ(page.messages[0].author.username, "ada");
    EXPECT_EQ(seqs_of(history.newest(10).messages), seqs(1, 10));
    EXPECT_EQ(edges_of(history.newest(10)), (Edges{false, false}));
    EXPECT_EQ(seqs_of(history.newest(200).messages), seqs(1, 10));
}

TEST_P(StoreContract, reads_history_before_a_seq) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 10; ++i) post(ada, room, std::to_string(i));
    HistoryContract history(messages(), ada.id, room.id);
    EXPECT_EQ(seqs_of(history.before(7, 4).messages), seqs(3, 6));
    EXPECT_EQ(edges_of(history.before(7, 4)), (Edges{true, true}));
    EXPECT_EQ(seqs_of(history.before(5, 4).messages), seqs(1, 4));
    EXPECT_EQ(edges_of(history.before(5, 4)), (Edges{false, true}));
    EXPECT_EQ(seqs_of(history.before(huge, 4).messages), seqs(7, 10));
    EXPECT_EQ(edges_of(history.before(huge, 4)), (Edges{true, false}));
    EXPECT_EQ(seqs_of(history.before(11, 4).messages), seqs(7, 10));
    for (const Seq seq : {Seq{1}, Seq{0}, Seq{-1}, lowest}) {
        EXPECT_EQ(seqs_of(history.before(seq, 4).messages), Seqs{}) << seq;
        EXPECT_EQ(edges_of(history.before(seq, 4)), (Edges{false, true})) << seq;
    }
}

TEST_P(StoreContract, reads_history_after_a_seq) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 10; ++i) post(ada, room, std::to_string(i));
    HistoryContract history(messages(), ada.id, room.id);
    EXPECT_EQ(seqs_of(history.after(3, 4).messages), seqs(4, 7));
    EXPECT_EQ(edges_of(history.after(3, 4)), (Edges{true, true}));
    EXPECT_EQ(seqs_of(history.after(6, 4).messages), seqs(7, 10));
    EXPECT_EQ(edges_of(history.after(6, 4)), (Edges{true, false}));
    for (const Seq seq : {Seq{0}, Seq{-1}, lowest}) {
        EXPECT_EQ(seqs_of(history.after(seq, 4).messages), seqs(1, 4)) << seq;
        EXPECT_EQ(edges_of(history.after(seq, 4)), (Edges{false, true})) << seq;
    }
    for (const Seq seq : {Seq{10}, Seq{11}, huge}) {
        EXPECT_EQ(seqs_of(history.after(seq, 4).messages), Seqs{}) << seq;
        EXPECT_EQ(edges_of(history.after(seq, 4)), (Edges{true, false})) << seq;
    }
}

TEST_P(StoreContract, reads_history_around_a_seq) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 10; ++i) post(ada, room, std::to_string(i));
    HistoryContract history(messages(), ada.id, room.id);
    EXPECT_EQ(seqs_of(history.around(5, 4).messages), seqs(3, 6));
    EXPECT_EQ(seqs_of(history.around(5, 5).messages), seqs(3, 7));
    EXPECT_EQ(edges_of(history.around(5, 5)), (Edges{true, true}));
    EXPECT_EQ(seqs_of(history.around(5, 1).messages), seqs(5, 5));
    EXPECT_EQ(seqs_of(history.around(5, 100).messages), seqs(1, 10));
    EXPECT_EQ(edges_of(history.around(5, 100)), (Edges{false, false}));
    for (const Seq seq : {Seq{10}, Seq{11}, huge})
        EXPECT_EQ(seqs_of(history.around(seq, 4).messages), seqs(7, 10));
    for (const Seq seq : {Seq{1}, Seq{0}, lowest})
        EXPECT_EQ(seqs_of(history.around(seq, 4).messages), seqs(1, 4));
}

TEST_P(StoreContract, reads_the_history_of_an_empty_room) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    HistoryContract history(messages(), ada.id, room.id);
    for (const auto& page : {history.newest(50), history.before(5, 50), history.after(0, 50),
                             history.around(1, 50), history.after(huge, 50), history.before(lowest, 50)}) {
        EXPECT_TRUE(page.messages.empty());
        EXPECT_EQ(edges_of(page), (Edges{false, false}));
        EXPECT_EQ(page.version, 0);
    }
}

TEST_P(StoreContract, lets_anybody_read_a_public_room) {
    const auto ada = make_user("ada"), eve = make_user("eve");
    const auto room = make_room(ada, "General");
    post(ada, room, "hello");
    EXPECT_EQ(run_task(messages().read_history(eve.id, room.id, {}))->messages.size(), 1U);
}

TEST_P(StoreContract, tells_whoever_may_read_a_room_at_which_state_it_is) {
    const auto ada = make_user("ada"), eve = make_user("eve");
    const auto open = make_room(ada, "General");
    const auto secret = make_room(ada, "Secret", {}, chat::RoomKind::private_room);
    post(ada, open, "hello");
    post(ada, secret, "one");
    post(ada, secret, "two");
    const auto access = [&](const chat::User& viewer, chat::RoomId id) {
        return run_task(messages().find_room_access(viewer.id, id));
    };
    EXPECT_EQ(access(ada, open.id)->version, 1);
    EXPECT_EQ(access(eve, open.id)->version, 1);
    EXPECT_EQ(access(ada, secret.id)->version, 2);
    EXPECT_EQ(code_of(access(eve, secret.id)), make_error_code(chat::Errc::not_found));
    EXPECT_EQ(code_of(access(ada, some_room_id())), make_error_code(chat::Errc::not_found));

    const auto page = run_task(messages().read_history(ada.id, secret.id, {})).value();
    EXPECT_EQ(access(ada, secret.id).value(), (chat::RoomAccess{page.version, page.profile_changes}));
    post(ada, secret, "three");
    EXPECT_EQ(access(ada, secret.id)->version, 3) << "whoever has an answer sees what it answered";
}

TEST_P(StoreContract, answers_many_who_ask_at_once_each_for_themselves) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto secret = make_room(ada, "Secret", {bob}, chat::RoomKind::private_room);
    post(ada, secret, "hush");
    std::vector<Task<Result<chat::RoomAccess>>> asking;
    for (int i = 0; i < 20; ++i)
        for (const auto* viewer : {&ada, &eve, &bob})
            asking.push_back(messages().find_room_access(viewer->id, secret.id));
    const auto answers = run_tasks(std::move(asking));
    for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].has_value(), i % 3 != 1) << i;

    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, secret.id)).has_value());
    EXPECT_EQ(code_of(run_task(messages().find_room_access(bob.id, secret.id))),
              make_error_code(chat::Errc::not_found));
}

TEST_P(StoreContract, gives_the_changes_of_each_room_since_a_version) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto busy = make_room(ada, "busy", {bob}), quiet = make_room(ada, "quiet", {bob});
    for (int i = 1; i <= 5; ++i) post(ada, busy, std::to_string(i));
    post(ada, quiet, "only");
    const auto changes =
        run_task(messages().read_changes(bob.id, {{busy.id, 3}, {quiet.id, 1}}, 200)).value();
    ASSERT_EQ(changes.rooms.size(), 1U);
    const auto& changed = changes.rooms.at(busy.id);
    EXPECT_EQ(seqs_of(changed.messages), seqs(4, 5));
    EXPECT_EQ(changed.messages[1].content, "5");
    EXPECT_EQ(changed.messages[1].author.username, "ada");
    EXPECT_FALSE(changed.truncated);
    EXPECT_EQ(changed.room.version, 5);
    EXPECT_EQ(changed.room.membership->unread_count, 5);
    EXPECT_TRUE(changes.joined.empty());
    EXPECT_TRUE(changes.left.empty());
}

TEST_P(StoreContract, cuts_the_changes_of_a_room_to_the_highest_seqs) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 10; ++i) post(ada, room, std::to_string(i));
    const auto changes_since = [&](chat::Version version, std::size_t limit) {
        return run_task(messages().read_changes(ada.id, {{room.id, version}}, limit))
            .value()
            .rooms.at(room.id);
    };
    EXPECT_EQ(seqs_of(changes_since(0, 10).messages), seqs(1, 10));
    EXPECT_FALSE(changes_since(0, 10).truncated);
    EXPECT_EQ(seqs_of(changes_since(0, 9).messages), seqs(2, 10));
    EXPECT_TRUE(changes_since(0, 9).truncated);
    EXPECT_EQ(seqs_of(changes_since(lowest, 3).messages), seqs(8, 10));
    EXPECT_EQ(seqs_of(changes_since(8, 3).messages), seqs(9, 10));
}

TEST_P(StoreContract, tells_of_no_more_changes_at_once_than_a_megabyte) {
    const auto ada = make_user("ada");
    std::vector<chat::Room> made;
    std::map<chat::RoomId, chat::Version> seen;
    const std::string long_text(4000, 'x');
    for (int i = 0; i < 4; ++i) {
        made.push_back(make_room(ada, "Room " + std::to_string(i)));
        seen.emplace(made.back().id, 0);
        std::vector<Task<Result<chat::PostedMessage>>> posting;
        for (int n = 0; n < 100; ++n)
            posting.push_back(messages().post_message(new_message(ada, made.back(), long_text)));
        (void)run_tasks(std::move(posting));
    }
    const auto changes = run_task(messages().read_changes(ada.id, seen, 200)).value();
    ASSERT_EQ(changes.rooms.size(), 4U);
    // The latest come first.
    for (std::size_t i = 0; i < made.size(); ++i) {
        const auto& room = changes.rooms.at(made[i].id);
        EXPECT_EQ(room.truncated, i < 2) << i;
        EXPECT_EQ(room.messages.size(), i < 2 ? 0U : 100U) << i;
        EXPECT_EQ(room.room.version, 100);
    }
}

TEST_P(StoreContract, tells_of_the_changes_of_many_rooms_with_all_that_belongs_to_them) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    std::vector<chat::Room> made;
    std::map<chat::RoomId, chat::Version> seen;
    for (int i = 0; i < 3; ++i) {
        const auto room = made.emplace_back(make_room(ada, "Room " + std::to_string(i), {bob}));
        seen.emplace(room.id, 1);
        const auto first = post(ada, room, "first in " + room.name);
        auto reply = new_message(bob, room, "reply in " + room.name);
        reply.reply_to = first.id;
        const auto replied = run_task(messages().post_message(reply)).value().message;
        ASSERT_TRUE(run_task(message_changes().add_reaction(target(ada, replied), "👍")).has_value());
    }
    const auto changes = run_task(messages().read_changes(ada.id, seen, 200)).value();
    ASSERT_EQ(changes.rooms.size(), 3U);
    for (const auto& room : made) {
        const auto& changed = changes.rooms.at(room.id).messages;
        ASSERT_EQ(changed.size(), 1U);
        EXPECT_EQ(changed[0].content, "reply in " + room.name);
        EXPECT_EQ(changed[0].author.username, "bob");
        ASSERT_TRUE(changed[0].reply_to.has_value());
        EXPECT_EQ(changed[0].reply_to->excerpt, "first in " + room.name);
        EXPECT_EQ(changed[0].reply_to->author.username, "ada");
        EXPECT_EQ(changed[0].reactions.size(), 1U);
    }
}

TEST_P(StoreContract, has_a_client_start_afresh_that_has_seen_more_than_there_is) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 3; ++i) post(ada, room, std::to_string(i));
    const auto changes = run_task(messages().read_changes(ada.id, {{room.id, huge}}, 200)).value();
    EXPECT_TRUE(changes.rooms.at(room.id).truncated);
    EXPECT_EQ(seqs_of(changes.rooms.at(room.id).messages), seqs(1, 3));
}

TEST_P(StoreContract, tells_which_rooms_were_joined_and_left_meanwhile) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto stayed = make_room(ada, "stayed", {bob}), left = make_room(ada, "left", {bob});
    const auto joined = make_room(ada, "joined", {bob});
    const auto foreign = make_room(ada, "foreign", {}, chat::RoomKind::private_room);
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, left.id)).has_value());
    const auto unknown = some_room_id();
    const auto changes =
        run_task(messages().read_changes(bob.id,
                                         {{stayed.id, 0}, {left.id, 0}, {foreign.id, 0}, {unknown, 7}}, 200))
            .value();
    EXPECT_TRUE(changes.rooms.empty());
    ASSERT_EQ(changes.joined.size(), 1U);
    EXPECT_EQ(changes.joined[0].id, joined.id);
    EXPECT_EQ(changes.joined[0].name, "joined");
    auto expected = std::vector{left.id, foreign.id, unknown};
    std::ranges::sort(expected);
    EXPECT_EQ(changes.left, expected);
}

}  // namespace
}  // namespace chatter::store
