#include <map>

#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;
using Seqs = std::vector<chat::Seq>;

chat::NewMessage in_thread(chat::NewMessage message, const chat::Message& of) {
    message.thread_of = of.id;
    return message;
}

/// What of a message and its thread is compared.
struct Shown {
    chat::Seq seq;
    chat::Version version;
    std::int64_t reply_count;
    bool operator==(const Shown&) const = default;
};
void PrintTo(const Shown& shown, std::ostream* out) {
    *out << "seq " << shown.seq << ", version " << shown.version << ", replies " << shown.reply_count;
}

Shown shown(const chat::Message& message) {
    return {message.seq, message.version, message.thread ? message.thread->reply_count : 0};
}

/// Of every message:* event, in their order.
std::vector<Shown> shown(const std::vector<chat::Event>& events) {
    std::vector<Shown> told;
    for (const auto& event : events) {
        if (const auto* posted = std::get_if<chat::MessagePosted>(&event))
            told.push_back(shown(posted->message));
        if (const auto* updated = std::get_if<chat::MessageUpdated>(&event))
            told.push_back(shown(updated->message));
        if (const auto* deleted = std::get_if<chat::MessageDeleted>(&event))
            told.push_back(shown(deleted->message));
    }
    return told;
}

std::vector<chat::Message> history(chat::MessageStore& store, const chat::User& viewer,
                                   const chat::Room& room) {
    return run_task(store.read_history(viewer.id, room.id, {})).value().messages;
}

using Texts = std::vector<std::string>;

TEST_P(StoreContract, moves_the_first_message_on_just_after_a_reply) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto root = post(ada, room, "root");
    post(ada, room, "another");
    (void)sink_.take();

    const auto first = reply(bob, root, "first");
    EXPECT_EQ(first.thread_seq, 1);
    EXPECT_FALSE(first.thread.has_value());
    const auto second = reply(ada, root, "second");
    post(bob, room, "last");

    const auto events = sink_.take();
    EXPECT_EQ(shown(events), (std::vector<Shown>{{3, 3, 0}, {1, 4, 1}, {4, 5, 0}, {1, 6, 2}, {5, 7, 0}}));
    EXPECT_EQ(std::get<chat::MessageUpdated>(events[3]).message.thread->last_reply_at, second.created_at);
    const auto seen = room_as_seen_by(bob, room);
    EXPECT_EQ(seen.version, 7);
    EXPECT_EQ(seen.last_seq, 5);
    EXPECT_EQ(seen.membership->unread_count, 3) << "replies are unread like any message";
    const auto page = history(messages(), bob, room);
    EXPECT_EQ(shown(page[0]), (Shown{1, 6, 2}));
    EXPECT_EQ(page[0].thread->last_reply_at, second.created_at);
    EXPECT_EQ(page[2].thread_seq, 1);
    EXPECT_EQ(page[3].thread_seq, 1);
    EXPECT_FALSE(page[4].thread_seq.has_value());
    const auto changes = run_task(messages().read_changes(bob.id, {{room.id, 4}}, 200)).value();
    EXPECT_EQ(seqs_of(changes.rooms.at(room.id).messages), (Seqs{1, 4, 5}));
}

TEST_P(StoreContract, tells_all_of_the_first_message) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto image = new_image(ada, "bytes");
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    const auto original = post(bob, room, "original");
    auto draft = new_message(ada, room, "[img]somewhere");
    draft.image_id = image.id;
    draft.reply_to = original.id;
    const auto root = run_task(messages().post_message(draft)).value().message;
    for (const auto& [user, emoji] : {std::pair(bob, "👍"), std::pair(ada, "🎉"), std::pair(ada, "👍")})
        ASSERT_TRUE(run_task(message_changes().add_reaction(target(user, root), emoji)).has_value());
    const auto pin = target(bob, root);
    ASSERT_TRUE(run_task(message_changes().pin_message(pin)).has_value());
    const auto first = reply(bob, root);
    (void)sink_.take();

    // Once naming the first message and once a reply, in one batch.
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    sending.push_back(messages().post_message(in_thread(new_message(bob, room, "a"), first)));
    sending.push_back(messages().post_message(in_thread(new_message(bob, room, "b"), root)));
    for (const auto& sent : run_tasks(std::move(sending))) ASSERT_TRUE(sent.has_value());

    const auto events = take_events<chat::MessageUpdated>();
    ASSERT_EQ(events.size(), 2U);
    const auto stored = run_task(message_lookup().find_message(bob.id, message_name(root))).value();
    for (const auto& message : {events[0].message, events[1].message, stored}) {
        EXPECT_EQ(message.id, root.id);
        EXPECT_EQ(message.content, "[img]somewhere");
        EXPECT_EQ(message.client_id, root.client_id);
        EXPECT_EQ(message.author.username, "ada");
        ASSERT_TRUE(message.image.has_value());
        EXPECT_EQ(message.image->width, 640);
        ASSERT_TRUE(message.reply_to.has_value());
        EXPECT_EQ(message.reply_to->excerpt, "original");
        EXPECT_EQ(message.reply_to->author.username, "bob");
        ASSERT_EQ(message.reactions.size(), 2U);
        EXPECT_EQ(message.reactions[0].emoji, "👍");
        EXPECT_EQ(message.reactions[0].user_ids, (std::vector{bob.id, ada.id}));
        EXPECT_EQ(message.reactions[1].user_ids, (std::vector{ada.id}));
        ASSERT_TRUE(message.pin.has_value());
        EXPECT_EQ(message.pin->at, pin.at);
    }
    EXPECT_EQ(shown(stored), shown(events[1].message));
    EXPECT_EQ(stored.thread->reply_count, 3);
}

TEST_P(StoreContract, counts_every_reply_of_many_that_come_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob}), other = make_room(ada, "Other");
    const auto one = post(ada, room, "one"), two = post(bob, room, "two"), far = post(ada, other, "far");
    (void)sink_.take();
    std::vector<Task<Result<chat::PostedMessage>>> sending;
    const auto send = [&](chat::NewMessage message) {
        sending.push_back(messages().post_message(std::move(message)));
    };
    for (int i = 0; i < 30; ++i) {
        send(in_thread(new_message(ada, room, "to one"), one));
        send(in_thread(new_message(bob, room, "to two"), two));
        send(new_message(bob, room, "to none"));
        send(in_thread(new_message(ada, other, "to the far one"), far));
        send(in_thread(new_message(bob, room, "astray"), far));
        auto repeated = in_thread(new_message(bob, room, "once"), one);
        repeated.client_id = "same";
        send(std::move(repeated));
    }
    const auto results = run_tasks(std::move(sending));
    for (std::size_t i = 0; i < results.size(); ++i)
        EXPECT_EQ(code_of(results[i]),
                  i % 6 == 4 ? make_error_code(Errc::validation_failed) : std::error_code())
            << i;

    const auto all = sink_.take();
    std::vector<chat::Event> here;
    for (const auto& event : all) {
        const auto* updated = std::get_if<chat::MessageUpdated>(&event);
        const auto* posted = std::get_if<chat::MessagePosted>(&event);
        ASSERT_TRUE(updated != nullptr || posted != nullptr);
        if ((updated != nullptr ? updated->message : posted->message).room_id == room.id)
            here.push_back(event);
    }
    const auto told = shown(here);
    ASSERT_EQ(told.size(), 30U * 5 + 2);
    for (std::size_t i = 0; i < told.size(); ++i)
        EXPECT_EQ(told[i].version, static_cast<chat::Version>(i + 3)) << "by version, without a gap";
    std::map<chat::Seq, std::int64_t> counts{{1, 0}, {2, 0}};
    chat::Seq last_seq = 2;
    for (const auto& event : told) {
        const bool is_first = event.seq <= 2;
        auto& counter = is_first ? counts[event.seq] : last_seq;
        EXPECT_EQ(is_first ? event.reply_count : event.seq, ++counter);
    }
    EXPECT_EQ(counts, (std::map<chat::Seq, std::int64_t>{{1, 31}, {2, 30}}));
    EXPECT_EQ(room_as_seen_by(ada, room).version, told.back().version);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, last_seq);
    EXPECT_EQ(run_task(message_lookup().find_message(ada.id, message_name(one)))->thread->reply_count, 31);
    EXPECT_EQ(run_task(message_lookup().find_message(ada.id, message_name(far)))->thread->reply_count, 30);
    EXPECT_EQ(
        read_thread(message_lookup(), bob, two, {.before = {}, .after = {}, .limit = 200}).messages.size(),
        30U);
}

TEST_P(StoreContract, takes_a_reply_for_its_thread) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto root = post(ada, room, "root");
    const auto first = reply(ada, root);
    const auto second = reply(ada, first);
    EXPECT_EQ(second.thread_seq, root.seq);
    EXPECT_EQ(history(messages(), ada, room)[0].thread->reply_count, 2);
    EXPECT_FALSE(history(messages(), ada, room)[1].thread.has_value());
    EXPECT_EQ(seqs_of(read_thread(message_lookup(), ada, second).messages), (Seqs{2, 3}));
}

TEST_P(StoreContract, quotes_within_a_thread_and_wants_both_from_the_same_room) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General"), other = make_room(ada, "Other");
    const auto root = post(ada, room, "root"), quoted = post(ada, room, "quoted");
    const auto elsewhere = post(ada, other, "elsewhere");
    auto both = in_thread(new_message(ada, room, "both"), root);
    both.reply_to = quoted.id;
    const auto posted = run_task(messages().post_message(both)).value().message;
    EXPECT_EQ(posted.thread_seq, 1);
    EXPECT_EQ(posted.reply_to->excerpt, "quoted");
    const auto refused = [&](std::optional<chat::MessageId> reply_to,
                             std::optional<chat::MessageId> thread_of) {
        auto message = new_message(ada, room, "astray");
        message.reply_to = reply_to;
        message.thread_of = thread_of;
        const auto result = run_task(messages().post_message(message));
        EXPECT_EQ(code_of(result), make_error_code(Errc::validation_failed));
        Texts fields;
        for (const auto& error : result.error().fields) fields.push_back(error.field);
        return fields;
    };
    EXPECT_EQ(refused({}, elsewhere.id), (Texts{"threadOf"}));
    EXPECT_EQ(refused(quoted.id, chat::MessageId{}), (Texts{"threadOf"}));
    EXPECT_EQ(refused(elsewhere.id, root.id), (Texts{"replyTo"}));
    EXPECT_EQ(refused(elsewhere.id, elsewhere.id), (Texts{"replyTo", "threadOf"}));
    EXPECT_EQ(history(messages(), ada, room)[0].thread->reply_count, 1);
}

TEST_P(StoreContract, counts_a_reply_that_is_sent_again_once) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto root = post(ada, room, "root");
    const auto draft = in_thread(new_message(ada, room, "once"), root);
    ASSERT_TRUE(run_task(messages().post_message(draft)).has_value());
    (void)sink_.take();
    const auto again = run_task(messages().post_message(draft)).value();
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.message.thread_seq, 1);
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_EQ(shown(history(messages(), ada, room)[0]), (Shown{1, 3, 1}));
}

TEST_P(StoreContract, counts_down_when_a_reply_is_deleted) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto root = post(ada, room, "root");
    const auto first = reply(bob, root), second = reply(ada, root), third = reply(bob, root);
    (void)sink_.take();

    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, third))).has_value());
    const auto events = sink_.take();
    EXPECT_EQ(shown(events), (std::vector<Shown>{{4, 8, 0}, {1, 9, 2}}));
    EXPECT_TRUE(std::holds_alternative<chat::MessageDeleted>(events.at(0)));
    EXPECT_EQ(std::get<chat::MessageUpdated>(events.at(1)).message.thread->last_reply_at, second.created_at);
    EXPECT_EQ(room_as_seen_by(ada, room).version, 9);

    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, third))).has_value());
    EXPECT_TRUE(sink_.take().empty()) << "again";
    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, first))).has_value());
    EXPECT_EQ(history(messages(), ada, room)[0].thread->last_reply_at, second.created_at)
        << "the last one still stands";
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, second))).has_value());
    EXPECT_FALSE(history(messages(), ada, room)[0].thread.has_value());
    EXPECT_EQ(take_events<chat::MessageUpdated>().size(), 2U);

    const auto page = read_thread(message_lookup(), bob, root);
    EXPECT_EQ(seqs_of(page.messages), (Seqs{2, 3, 4})) << "each keeps its place";
    for (const auto& message : page.messages) EXPECT_TRUE(message.deleted_at.has_value());
    EXPECT_EQ(reply(ada, third).thread_seq, 1) << "of a deleted reply's thread";
    EXPECT_EQ(history(messages(), ada, room)[0].thread->reply_count, 1);
}

TEST_P(StoreContract, closes_a_thread_whose_first_message_is_deleted_but_lets_it_be_read) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto root = post(ada, room, "root"), first = reply(bob, root), second = reply(bob, root);
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, root))).has_value());
    const auto before = room_as_seen_by(ada, room);
    (void)sink_.take();
    for (const auto& named : {root, first})
        EXPECT_EQ(
            code_of(run_task(messages().post_message(in_thread(new_message(ada, room, "late"), named)))),
            make_error_code(Errc::message_deleted));
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_EQ(room_as_seen_by(ada, room).version, before.version);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, before.last_seq);

    const auto page = read_thread(message_lookup(), bob, root);
    EXPECT_EQ(page.root.content, "");
    EXPECT_EQ(page.root.thread->reply_count, 2);
    EXPECT_EQ(seqs_of(page.messages), (Seqs{2, 3}));
    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, second))).has_value());
    EXPECT_EQ(read_thread(message_lookup(), bob, root).root.thread->reply_count, 1);
    EXPECT_EQ(post(ada, room, "goes on").seq, 4);
}

TEST_P(StoreContract, finds_replies_like_any_message) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto root = post(ada, room, "the fox");
    reply(ada, root, "quick fox");
    const auto find = [&] {
        chat::SearchQuery query;
        query.text = "fox";
        Texts contents;
        for (const auto& found : run_task(search().search_messages(ada.id, query)).value().found)
            contents.push_back(found.message.content);
        return contents;
    };
    EXPECT_EQ(find(), (Texts{"quick fox", "the fox"}));
    ASSERT_TRUE(index_everything());
    EXPECT_EQ(find(), (Texts{"quick fox", "the fox"}));
    reply(ada, root, "another fox");
    EXPECT_EQ(find(), (Texts{"another fox", "quick fox", "the fox"}));
    ASSERT_TRUE(index_everything());
    EXPECT_EQ(find(), (Texts{"another fox", "quick fox", "the fox"}));
}

}  // namespace
}  // namespace chatter::store
