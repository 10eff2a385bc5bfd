#include <algorithm>
#include <map>
#include <random>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

std::vector<chat::Version> versions_of(const std::vector<chat::Message>& messages) {
    std::vector<chat::Version> versions;
    for (const auto& message : messages) versions.push_back(message.version);
    return versions;
}

TEST_P(StoreContract, finds_up_to_where_the_messages_of_rooms_have_come) {
    const auto ada = make_user("ada");
    const auto busy = make_room(ada, "busy"), quiet = make_room(ada, "quiet");
    const auto message = post(ada, busy, "first");
    post(ada, busy, "second");
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, message))).has_value());
    auto places = run_task(missed_messages().find_places({quiet.id, some_room_id(), busy.id})).value();
    std::ranges::sort(places, {}, &chat::RoomPlace::version);
    EXPECT_EQ(places, (std::vector<chat::RoomPlace>{{.id = quiet.id, .version = 0, .last_seq = 0},
                                                    {.id = busy.id, .version = 3, .last_seq = 2}}));
    EXPECT_TRUE(run_task(missed_messages().find_places({})).value().empty());
}

TEST_P(StoreContract, reads_what_a_node_has_missed_of_a_room_by_version) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob}), other = make_room(ada, "Other");
    const auto first = post(ada, room, "first");
    post(ada, other, "elsewhere");
    auto answer = new_message(bob, room, "answer");
    answer.reply_to = first.id;
    const auto answered = run_task(messages().post_message(answer)).value().message;
    post(ada, room, "third");
    ASSERT_TRUE(run_task(message_changes().add_reaction(target(bob, first), "👍")).has_value());

    const auto missed = run_task(missed_messages().read_missed(room.id, 1, 10)).value();
    EXPECT_EQ(seqs_of(missed), (std::vector<chat::Seq>{2, 3, 1}));
    EXPECT_EQ(versions_of(missed), (std::vector<chat::Version>{2, 3, 4}));
    EXPECT_EQ(missed.at(0).id, answered.id);
    EXPECT_EQ(missed.at(0).author.username, "bob");
    EXPECT_EQ(missed.at(0).reply_to.value().excerpt, "first");
    ASSERT_EQ(missed.at(2).reactions.size(), 1U);
    EXPECT_EQ(missed.at(2).reactions[0].user_ids, std::vector{bob.id});
    EXPECT_TRUE(run_task(missed_messages().read_missed(room.id, 4, 10)).value().empty());
    EXPECT_TRUE(run_task(missed_messages().read_missed(some_room_id(), 0, 10)).value().empty());
}

TEST_P(StoreContract, reads_no_more_of_what_was_missed_than_is_asked_for_and_the_lowest_versions) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 1; i <= 5; ++i) post(ada, room, std::to_string(i));
    EXPECT_EQ(seqs_of(run_task(missed_messages().read_missed(room.id, 1, 2)).value()),
              (std::vector<chat::Seq>{2, 3}));
}

TEST_P(StoreContract, finds_what_has_changed_since_any_version_in_whatever_order_it_changed) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::mt19937 random(7);
    std::vector<chat::Message> posted;
    std::map<chat::Version, chat::Seq> changed;  // of each message only its last version
    const auto note = [&](const chat::Message& message) {
        std::erase_if(changed, [&](const auto& one) { return one.second == message.seq; });
        changed.emplace(message.version, message.seq);
    };
    const auto some_message = [&](std::size_t newest) {
        const auto among = std::min(newest, posted.size());
        return posted[posted.size() - 1 - random() % among];
    };
    for (int i = 0; i < 150; ++i) {
        const auto deed = posted.empty() ? 0 : random() % 10;
        if (deed < 5) {
            note(posted.emplace_back(post(ada, room, std::to_string(i))));
        } else if (deed < 7) {
            const auto answer = posted.emplace_back(reply(ada, some_message(20)));
            const auto& root = posted[static_cast<std::size_t>(answer.thread_seq.value()) - 1];
            note(answer);
            note(run_task(message_lookup().find_message(ada.id, message_name(root))).value());
        } else {
            const auto message = some_message(deed == 9 ? posted.size() : 5);
            note(run_task(message_changes().edit_message({.target = target(ada, message),
                                                          .content = "edited " + std::to_string(i),
                                                          .image_id = {},
                                                          .mentioned_names = {}}))
                     .value());
        }
    }
    const auto last = changed.rbegin()->first;
    EXPECT_EQ(room_as_seen_by(ada, room).version, last);
    for (chat::Version version = 0; version < last; ++version) {
        std::vector<chat::Seq> by_version;
        for (auto one = changed.upper_bound(version); one != changed.end(); ++one)
            by_version.push_back(one->second);
        auto by_seq = by_version;
        std::ranges::sort(by_seq);
        for (const std::size_t limit : {1, 3, 20, 200}) {
            const auto missed = run_task(missed_messages().read_missed(room.id, version, limit)).value();
            const auto expected = std::min(limit, by_version.size());
            ASSERT_EQ(seqs_of(missed), std::vector(by_version.begin(), by_version.begin() + expected))
                << limit << " after " << version;
            const auto changes = run_task(messages().read_changes(ada.id, {{room.id, version}}, limit))
                                     .value()
                                     .rooms.at(room.id);
            ASSERT_EQ(seqs_of(changes.messages), std::vector(by_seq.end() - expected, by_seq.end()))
                << limit << " after " << version;
            ASSERT_EQ(changes.truncated, by_seq.size() > limit) << limit << " after " << version;
        }
    }
}

}  // namespace
}  // namespace chatter::store
