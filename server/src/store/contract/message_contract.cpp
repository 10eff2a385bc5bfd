#include <algorithm>
#include <map>
#include <set>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::RoomKind;

Task<Result<int>> send_in_turn(chat::MessageStore& store, std::vector<chat::NewMessage> messages) {
    chat::Seq last = 0;
    for (auto& message : messages) {
        const auto posted = co_await store.post_message(std::move(message));
        if (!posted) co_return std::unexpected(posted.error());
        EXPECT_GT(posted->message.seq, last);
        last = posted->message.seq;
    }
    co_return static_cast<int>(messages.size());
}

TEST_P(StoreContract, posts_a_message_with_the_next_seq_and_version) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    (void)sink_.take();
    const auto wanted = new_message(ada, room, "  as sent \n");
    const auto posted = run_task(messages().post_message(wanted)).value();
    EXPECT_FALSE(posted.repeated);
    EXPECT_EQ(posted.message.id, wanted.id);
    EXPECT_EQ(posted.message.room_id, room.id);
    EXPECT_EQ(posted.message.seq, 1);
    EXPECT_EQ(posted.message.version, 1);
    EXPECT_EQ(posted.message.content, "  as sent \n");
    EXPECT_EQ(posted.message.client_id, wanted.client_id);
    EXPECT_EQ(posted.message.author.id, ada.id);
    EXPECT_EQ(posted.message.author.username, "ada");
    EXPECT_EQ(posted.message.author.display_name, "Person ada");
    EXPECT_EQ(posted.message.created_at, wanted.created_at);
    EXPECT_FALSE(posted.message.edited_at || posted.message.deleted_at || posted.message.image);
    EXPECT_FALSE(posted.message.reply_to.has_value());
    const auto events = take_events<chat::MessagePosted>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].message.id, wanted.id);
    EXPECT_EQ(events[0].message.seq, 1);

    EXPECT_EQ(post(ada, room, "second").seq, 2);
    const auto now = room_as_seen_by(ada, room);
    EXPECT_EQ(now.last_seq, 2);
    EXPECT_EQ(now.version, 2);
}

TEST_P(StoreContract, gives_back_the_first_message_for_a_repeated_client_id) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob}), other = make_room(ada, "Other");
    auto message = new_message(ada, room, "first");
    message.client_id = "same";
    const auto first = run_task(messages().post_message(message)).value();
    (void)sink_.take();

    auto again = new_message(ada, other, "second, elsewhere");
    again.client_id = "same";
    const auto repeated = run_task(messages().post_message(again)).value();
    EXPECT_TRUE(repeated.repeated);
    EXPECT_EQ(repeated.message.id, first.message.id);
    EXPECT_EQ(repeated.message.room_id, room.id);
    EXPECT_EQ(repeated.message.content, "first");
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_EQ(room_as_seen_by(ada, other).last_seq, 0);

    auto foreign = new_message(bob, room, "bob's own");
    foreign.client_id = "same";
    EXPECT_FALSE(run_task(messages().post_message(foreign))->repeated);
}

TEST_P(StoreContract, stores_a_message_once_that_is_sent_a_hundred_times_at_once) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    for (int i = 0; i < 100; ++i) {
        auto message = new_message(ada, room, "hello");
        message.client_id = "same";
        sending.push_back(messages().post_message(std::move(message)));
    }
    std::set<chat::MessageId> ids;
    int repeated = 0;
    for (const auto& posted : run_tasks(std::move(sending))) {
        ids.insert(posted.value().message.id);
        repeated += posted->repeated;
    }
    EXPECT_EQ(ids.size(), 1U);
    EXPECT_EQ(repeated, 99);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, 1);
    EXPECT_EQ(take_events<chat::MessagePosted>().size(), 1U);
}

TEST_P(StoreContract, numbers_the_messages_of_twenty_senders_without_a_gap) {
    constexpr int sender_count = 20, each = 250;
    std::vector<chat::User> senders;
    for (int i = 0; i < sender_count; ++i) senders.push_back(make_user("user" + std::to_string(i)));
    const auto room = make_room(senders[0], "General", senders);
    (void)sink_.take();

    std::vector<Task<Result<int>>> sending;
    for (const auto& sender : senders) {
        std::vector<chat::NewMessage> drafts;
        for (int i = 0; i < each; ++i) drafts.push_back(new_message(sender, room, std::to_string(i)));
        sending.push_back(send_in_turn(messages(), std::move(drafts)));
    }
    for (const auto& sent : run_tasks(std::move(sending))) EXPECT_EQ(sent.value(), each);

    const auto events = take_events<chat::MessagePosted>();
    ASSERT_EQ(events.size(), std::size_t{sender_count * each});
    for (std::size_t i = 0; i < events.size(); ++i) {
        ASSERT_EQ(events[i].message.seq, static_cast<chat::Seq>(i + 1));
        ASSERT_EQ(events[i].message.version, static_cast<chat::Version>(i + 1));
    }
    chat::Seq expected = 1;
    std::map<chat::UserId, int> next_of;
    while (expected <= sender_count * each) {
        const auto page = run_task(messages().read_history(
                                       senders[0].id, room.id,
                                       {.before = {}, .after = expected - 1, .around = {}, .limit = 200}))
                              .value();
        ASSERT_FALSE(page.messages.empty());
        for (const auto& message : page.messages) {
            ASSERT_EQ(message.seq, expected++);
            ASSERT_EQ(message.content, std::to_string(next_of[message.author.id]++))
                << "a sender's own order";
        }
    }
    const auto membership = *room_as_seen_by(senders[3], room).membership;
    EXPECT_EQ(membership.unread_count, (sender_count - 1) * each);
}

TEST_P(StoreContract, gives_pipelined_messages_ascending_seqs) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    for (int i = 0; i < 300; ++i)
        sending.push_back(messages().post_message(new_message(ada, room, std::to_string(i + 1))));
    for (const auto& posted : run_tasks(std::move(sending)))
        EXPECT_EQ(std::to_string(posted.value().message.seq), posted->message.content);
}

TEST_P(StoreContract, fails_a_member_of_a_batch_alone) {
    const auto ada = make_user("ada"), eve = make_user("eve");
    const auto room = make_room(ada, "Plans", {}, RoomKind::private_room);
    const auto hall = make_room(ada, "Hall");
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    for (int i = 0; i < 40; ++i) {
        sending.push_back(messages().post_message(new_message(ada, room, "fine")));
        sending.push_back(messages().post_message(new_message(eve, room, "outsider")));
        sending.push_back(messages().post_message(new_message(eve, hall, "no member")));
        auto astray = new_message(ada, room, "reply to nothing");
        astray.reply_to = chat::MessageId{};
        sending.push_back(messages().post_message(std::move(astray)));
    }
    const auto results = run_tasks(std::move(sending));
    for (std::size_t i = 0; i < results.size(); i += 4) {
        EXPECT_EQ(results[i].value().message.seq, static_cast<chat::Seq>(i / 4 + 1));
        EXPECT_EQ(code_of(results[i + 1]), make_error_code(chat::Errc::not_found));
        EXPECT_EQ(code_of(results[i + 2]), make_error_code(chat::Errc::forbidden));
        EXPECT_EQ(code_of(results[i + 3]), make_error_code(chat::Errc::validation_failed));
    }
    EXPECT_EQ(take_events<chat::MessagePosted>().size(), 40U);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, 40);
    EXPECT_EQ(room_as_seen_by(ada, hall).last_seq, 0);
}

TEST_P(StoreContract, publishes_in_the_order_of_the_commits) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    (void)sink_.take();
    // All at once: joining, then speaking, then leaving reach the store in this order.
    std::vector<Task<Result<int>>> doing;
    const auto count = [](auto task) -> Task<Result<int>> {
        const auto result = co_await std::move(task);
        EXPECT_TRUE(result.has_value());
        co_return 1;
    };
    doing.push_back(count(messages().post_message(new_message(ada, room, "first"))));
    doing.push_back(count(rooms().join_room(bob.id, room.id, clock_.now())));
    doing.push_back(count(messages().post_message(new_message(bob, room, "second"))));
    doing.push_back(count(rooms().leave_room(bob.id, room.id)));
    run_tasks(std::move(doing));
    const auto events = sink_.take();
    ASSERT_EQ(events.size(), 6U);
    EXPECT_EQ(std::get<chat::MessagePosted>(events[0]).message.content, "first");
    EXPECT_EQ(std::get<chat::RoomAdded>(events[1]).room.last_seq, 1);
    EXPECT_EQ(std::get<chat::MemberJoined>(events[2]).member.user.id, bob.id);
    EXPECT_EQ(std::get<chat::MessagePosted>(events[3]).message.content, "second");
    EXPECT_EQ(std::get<chat::MemberLeft>(events[4]).user_id, bob.id);
    EXPECT_EQ(std::get<chat::RoomRemoved>(events[5]).user_id, bob.id);
}

TEST_P(StoreContract, has_published_a_message_when_its_sender_gets_the_answer) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    for (int i = 0; i < 20; ++i) {
        (void)sink_.take();
        post(ada, room, "text");
        EXPECT_EQ(take_events<chat::MessagePosted>().size(), 1U);
    }
}

TEST_P(StoreContract, wants_membership_for_posting) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General");
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(bob, room, "hi")))),
              make_error_code(chat::Errc::forbidden));
    ASSERT_TRUE(run_task(rooms().join_room(bob.id, room.id, clock_.now())).has_value());
    post(bob, room, "hi");
    ASSERT_TRUE(run_task(rooms().leave_room(bob.id, room.id)).has_value());
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(bob, room, "hi")))),
              make_error_code(chat::Errc::forbidden));
    chat::Room nowhere = room;
    nowhere.id = some_room_id();
    EXPECT_EQ(code_of(run_task(messages().post_message(new_message(ada, nowhere, "hi")))),
              make_error_code(chat::Errc::not_found));
}

TEST_P(StoreContract, shows_what_a_message_replies_to) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob}), other = make_room(ada, "Other");
    std::string text;
    for (int i = 0; i < 200; ++i) text += "語";
    const auto original = post(ada, room, text);
    auto reply = new_message(bob, room, "indeed");
    reply.reply_to = original.id;
    const auto posted = run_task(messages().post_message(reply)).value().message;
    const auto stored = run_task(messages().read_history(ada.id, room.id, {})).value().messages.at(1);
    for (const auto& message : {posted, stored}) {
        ASSERT_TRUE(message.reply_to.has_value());
        EXPECT_EQ(message.reply_to->id, original.id);
        EXPECT_EQ(message.reply_to->seq, 1);
        EXPECT_EQ(message.reply_to->author.username, "ada");
        EXPECT_EQ(message.reply_to->excerpt, text.substr(0, 140 * 3));
        EXPECT_EQ(message.author.username, "bob");
    }
    auto elsewhere = new_message(ada, other, "from another room");
    elsewhere.reply_to = original.id;
    const auto refused = run_task(messages().post_message(elsewhere));
    ASSERT_EQ(code_of(refused), make_error_code(chat::Errc::validation_failed));
    EXPECT_EQ(refused.error().fields.at(0).field, "replyTo");
}

TEST_P(StoreContract, keeps_everything_over_a_restart) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto session = new_session(ada);
    ASSERT_TRUE(run_task(sessions().create_session(session)).has_value());
    const auto image = new_image(ada, "bytes");
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    auto message = new_message(ada, room, "one");
    message.client_id = "c1";
    ASSERT_TRUE(run_task(messages().post_message(message)).has_value());
    post(bob, room, "two");
    reopen();

    EXPECT_TRUE(run_task(sessions().find_session(session.id)).value().has_value());
    EXPECT_EQ((*run_task(images().find_image(image.id)))->bytes, "bytes");
    const auto page = run_task(messages().read_history(ada.id, room.id, {})).value();
    EXPECT_EQ(seqs_of(page.messages), (std::vector<chat::Seq>{1, 2}));
    EXPECT_EQ(room_as_seen_by(ada, room).membership->unread_count, 1);
    EXPECT_TRUE(run_task(messages().post_message(message))->repeated);
    EXPECT_EQ(post(ada, room, "three").seq, 3);
}

}  // namespace
}  // namespace chatter::store
