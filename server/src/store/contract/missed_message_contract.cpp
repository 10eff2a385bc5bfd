#include <algorithm>

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

}  // namespace
}  // namespace chatter::store
