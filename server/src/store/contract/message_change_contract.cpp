#include "chat/message_changes.hpp"
#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;

Task<Result<int>> count(auto task) {
    const auto result = co_await std::move(task);
    co_return result.has_value() ? 1 : 0;
}

TEST_P(StoreContract, edits_a_message_with_the_next_version_and_tells) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto message = post(ada, room, "first");
    post(bob, room, "second");
    (void)sink_.take();
    const auto to = target(ada, message);
    const auto edited =
        run_task(message_changes().edit_message(
                     {.target = to, .content = "better", .image_id = {}, .mentioned_names = {}}))
            .value();
    EXPECT_EQ(edited.content, "better");
    EXPECT_EQ(edited.edited_at, to.at);
    EXPECT_EQ(edited.seq, 1);
    EXPECT_EQ(edited.version, 3);
    EXPECT_EQ(room_as_seen_by(ada, room).version, 3);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, 2);
    const auto events = take_events<chat::MessageUpdated>();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].message.content, "better");
    const auto page = run_task(messages().read_history(bob.id, room.id, {})).value();
    EXPECT_EQ(page.messages.at(0).content, "better");
    EXPECT_EQ(page.version, 3);
    const auto changes = run_task(messages().read_changes(bob.id, {{room.id, 2}}, 200)).value();
    ASSERT_EQ(changes.rooms.at(room.id).messages.size(), 1U);
    EXPECT_EQ(changes.rooms.at(room.id).messages[0].content, "better");
}

TEST_P(StoreContract, changes_nothing_by_an_edit_to_the_same_text) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto message = post(ada, room, "same");
    (void)sink_.take();
    const auto edited =
        run_task(
            message_changes().edit_message(
                {.target = target(ada, message), .content = "same", .image_id = {}, .mentioned_names = {}}))
            .value();
    EXPECT_FALSE(edited.edited_at.has_value());
    EXPECT_EQ(room_as_seen_by(ada, room).version, 1);
    EXPECT_TRUE(sink_.take().empty());
}

TEST_P(StoreContract, counts_mentions_anew_after_an_edit) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cem = make_user("cem");
    const auto room = make_room(ada, "General", {bob, cem});
    auto wanted = new_message(ada, room, "@bob look");
    wanted.mentioned_names = {"bob"};
    const auto message = run_task(messages().post_message(wanted)).value().message;
    EXPECT_EQ(room_as_seen_by(bob, room).membership->mention_count, 1);
    ASSERT_TRUE(run_task(message_changes().edit_message({.target = target(ada, message),
                                                         .content = "@cem look",
                                                         .image_id = {},
                                                         .mentioned_names = {"cem", "ada", "nobody"}}))
                    .has_value());
    EXPECT_EQ(room_as_seen_by(bob, room).membership->mention_count, 0);
    EXPECT_EQ(room_as_seen_by(cem, room).membership->mention_count, 1);
    EXPECT_EQ(room_as_seen_by(ada, room).membership->mention_count, 0);
    EXPECT_EQ(room_as_seen_by(bob, room).membership->unread_count, 1);
}

TEST_P(StoreContract, lets_only_the_author_edit_and_a_moderator_delete) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto room = make_room(bob, "General", {ada}),
               secret = make_room(bob, "Plans", {}, chat::RoomKind::private_room);
    const auto message = post(bob, room, "bob's"), hidden = post(bob, secret, "hidden");
    const auto edit = [&](const chat::User& user, const chat::Message& of) {
        return code_of(run_task(message_changes().edit_message(
            {.target = target(user, of), .content = "x", .image_id = {}, .mentioned_names = {}})));
    };
    EXPECT_EQ(edit(ada, message), make_error_code(Errc::forbidden));
    EXPECT_EQ(edit(eve, message), make_error_code(Errc::forbidden));
    EXPECT_EQ(edit(eve, hidden), make_error_code(Errc::not_found));
    EXPECT_EQ(code_of(run_task(message_changes().delete_message(target(eve, message)))),
              make_error_code(Errc::forbidden));
    auto elsewhere = target(bob, hidden);
    elsewhere.room_id = room.id;
    EXPECT_EQ(code_of(run_task(message_changes().delete_message(elsewhere))),
              make_error_code(Errc::not_found));
    EXPECT_TRUE(run_task(message_changes().delete_message(target(ada, message))).has_value())
        << "the server's admin, in a public room";
    const auto from_ada = post(ada, room, "ada's");
    EXPECT_TRUE(run_task(message_changes().delete_message(target(bob, from_ada))).has_value()) << "the owner";
}

TEST_P(StoreContract, leaves_of_a_deleted_message_only_its_place) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto image = new_image(ada, "bytes");
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    auto wanted = new_message(ada, room, "[img]somewhere");
    wanted.image_id = image.id;
    const auto message = run_task(messages().post_message(wanted)).value().message;
    auto reply = new_message(bob, room, "nice");
    reply.reply_to = message.id;
    ASSERT_TRUE(run_task(messages().post_message(reply)).has_value());
    ASSERT_TRUE(run_task(message_changes().add_reaction(target(bob, message), "👍")).has_value());
    (void)sink_.take();

    const auto to = target(ada, message);
    const auto deleted = run_task(message_changes().delete_message(to)).value();
    EXPECT_EQ(deleted.deleted_at, to.at);
    EXPECT_EQ(deleted.version, 4);
    const auto events = take_events<chat::MessageDeleted>();
    ASSERT_EQ(events.size(), 1U);
    const auto page = run_task(messages().read_history(bob.id, room.id, {})).value();
    for (const auto& left : {deleted, events[0].message, page.messages.at(0)}) {
        EXPECT_EQ(left.seq, 1);
        EXPECT_TRUE(left.content.empty() && left.reactions.empty() && !left.image);
        EXPECT_TRUE(left.deleted_at.has_value());
    }
    EXPECT_EQ(page.messages.at(1).reply_to->excerpt, "");

    EXPECT_EQ(run_task(message_changes().delete_message(target(ada, message))).value().version, 4);
    EXPECT_TRUE(sink_.take().empty());
    EXPECT_EQ(room_as_seen_by(ada, room).version, 4);
    const auto edit = run_task(message_changes().edit_message(
        {.target = target(ada, message), .content = "x", .image_id = {}, .mentioned_names = {}}));
    EXPECT_EQ(code_of(edit), make_error_code(Errc::message_deleted));
    EXPECT_EQ(code_of(run_task(message_changes().add_reaction(target(bob, message), "👍"))),
              make_error_code(Errc::message_deleted));
    EXPECT_TRUE(run_task(messages().post_message(wanted))->repeated) << "its client_id stays taken";
}

TEST_P(StoreContract, makes_a_deleted_message_unread_to_nobody) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cem = make_user("cem");
    const auto room = make_room(ada, "General", {bob, cem});
    std::vector<chat::Message> posted;
    for (int i = 0; i < 5; ++i) {
        auto message = new_message(ada, room, "@bob " + std::to_string(i));
        message.mentioned_names = {"bob"};
        posted.push_back(run_task(messages().post_message(message)).value().message);
    }
    ASSERT_TRUE(run_task(rooms().move_read_marker(bob.id, room.id, 2, "")).has_value());
    const auto counts = [&](const chat::User& user) {
        const auto membership = *room_as_seen_by(user, room).membership;
        return std::pair(membership.unread_count, membership.mention_count);
    };
    EXPECT_EQ(counts(bob), std::pair(std::int64_t{3}, std::int64_t{3}));
    for (const auto index : {std::size_t{0}, std::size_t{3}})
        ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, posted[index]))).has_value());
    EXPECT_EQ(counts(bob), std::pair(std::int64_t{2}, std::int64_t{2}));
    EXPECT_EQ(counts(cem), std::pair(std::int64_t{3}, std::int64_t{0}));
    EXPECT_EQ(counts(ada), std::pair(std::int64_t{0}, std::int64_t{0}));
    for (chat::Seq seq = 3; seq <= 5; ++seq) {
        ASSERT_TRUE(run_task(rooms().move_read_marker(bob.id, room.id, seq, "")).has_value());
        const auto left = seq == 5 ? 0 : 1;
        EXPECT_EQ(counts(bob), std::pair(std::int64_t{left}, std::int64_t{left})) << seq;
    }
    EXPECT_EQ(counts(ada).first, 0);
}

TEST_P(StoreContract, keeps_reactions_in_the_order_of_their_first_use) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto room = make_room(ada, "General", {bob});
    const auto message = post(ada, room, "text");
    (void)sink_.take();
    const auto react = [&](const chat::User& user, const std::string& emoji) {
        return run_task(message_changes().add_reaction(target(user, message), emoji));
    };
    ASSERT_TRUE(react(ada, "🎉").has_value());
    ASSERT_TRUE(react(ada, "👍").has_value());
    const auto reacted = react(bob, "🎉").value();
    ASSERT_EQ(reacted.reactions.size(), 2U);
    EXPECT_EQ(reacted.reactions[0].emoji, "🎉");
    EXPECT_EQ(reacted.reactions[0].user_ids, (std::vector{ada.id, bob.id}));
    EXPECT_EQ(reacted.reactions[1].user_ids, std::vector{ada.id});
    EXPECT_EQ(reacted.version, 4);
    EXPECT_EQ(take_events<chat::MessageUpdated>().size(), 3U);

    EXPECT_EQ(react(bob, "🎉").value().version, 4) << "it is there already";
    EXPECT_EQ(run_task(message_changes().remove_reaction(target(bob, message), "👍")).value().version, 4)
        << "that is not bob's";
    EXPECT_TRUE(sink_.take().empty());
    const auto without = run_task(message_changes().remove_reaction(target(ada, message), "🎉")).value();
    EXPECT_EQ(without.version, 5);
    EXPECT_EQ(without.reactions.size(), 2U);
    EXPECT_EQ(code_of(react(eve, "👍")), make_error_code(Errc::forbidden));
}

TEST_P(StoreContract, takes_fifty_different_emoji_on_a_message_and_no_more) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto message = post(ada, room, "text");
    const auto react = [&](const chat::User& user, std::int64_t n) {
        return run_task(message_changes().add_reaction(target(user, message), "emoji " + std::to_string(n)));
    };
    for (std::int64_t n = 0; n < chat::reactions_max; ++n) ASSERT_TRUE(react(ada, n).has_value());
    EXPECT_EQ(code_of(react(bob, chat::reactions_max)), make_error_code(Errc::too_many_reactions));
    EXPECT_TRUE(react(bob, 0).has_value());
}

TEST_P(StoreContract, gives_every_change_its_own_version_when_many_come_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    const auto first = post(ada, room, "first");
    (void)sink_.take();
    std::vector<Task<Result<int>>> doing;
    constexpr int rounds = 30;
    for (int i = 0; i < rounds; ++i) {
        const auto text = std::to_string(i);
        doing.push_back(count(messages().post_message(new_message(bob, room, text))));
        doing.push_back(count(message_changes().edit_message(
            {.target = target(ada, first), .content = text, .image_id = {}, .mentioned_names = {}})));
        doing.push_back(count(message_changes().add_reaction(target(bob, first), text)));
        doing.push_back(count(message_changes().edit_message(
            {.target = target(bob, first), .content = text, .image_id = {}, .mentioned_names = {}})));
    }
    int done = 0;
    for (const auto& one : run_tasks(std::move(doing))) done += one.value();
    EXPECT_EQ(done, 3 * rounds);
    chat::Version expected = 1;
    for (const auto& event : sink_.take()) {
        const auto* const posted = std::get_if<chat::MessagePosted>(&event);
        const auto* const updated = std::get_if<chat::MessageUpdated>(&event);
        ASSERT_TRUE(posted || updated);
        EXPECT_EQ((posted ? posted->message : updated->message).version, ++expected);
    }
    EXPECT_EQ(expected, 1 + 3 * rounds);
    EXPECT_EQ(room_as_seen_by(ada, room).version, expected);
    EXPECT_EQ(room_as_seen_by(ada, room).last_seq, 1 + rounds);
}

TEST_P(StoreContract, counts_a_mention_of_the_room_for_everybody_else) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cem = make_user("cem");
    const auto room = make_room(ada, "General", {bob, cem});
    const auto mentions = [&](const chat::User& user) {
        return room_as_seen_by(user, room).membership->mention_count;
    };
    const auto say = [&](const chat::User& author, bool everybody) {
        auto message = new_message(author, room, "@room @bob");
        message.mentioned_names = {"room", "bob"};
        message.mentions_room = everybody;
        return run_task(messages().post_message(message)).value().message;
    };
    const auto message = say(ada, true);
    EXPECT_EQ(mentions(ada), 0);
    EXPECT_EQ(mentions(bob), 1);
    EXPECT_EQ(mentions(cem), 1);
    say(cem, true);
    EXPECT_EQ(mentions(ada), 0) << "cem is no moderator";
    EXPECT_EQ(mentions(bob), 2) << "but may mention bob";
    ASSERT_TRUE(
        run_task(
            message_changes().edit_message(
                {.target = target(ada, message), .content = "nobody", .image_id = {}, .mentioned_names = {}}))
            .has_value());
    EXPECT_EQ(mentions(bob), 1);
    EXPECT_EQ(mentions(cem), 0);
    ASSERT_TRUE(run_task(message_changes().edit_message({.target = target(ada, message),
                                                         .content = "@all",
                                                         .image_id = {},
                                                         .mentioned_names = {"all"},
                                                         .mentions_room = true}))
                    .has_value());
    EXPECT_EQ(mentions(cem), 1);
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, message))).has_value());
    EXPECT_EQ(mentions(bob), 1);
    EXPECT_EQ(mentions(cem), 0);
}

TEST_P(StoreContract, lets_anybody_mention_everybody_in_a_direct_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), cem = make_user("cem");
    const auto room = make_room(ada, "", {bob, cem}, chat::RoomKind::direct);
    auto message = new_message(cem, room, "@here");
    message.mentions_room = true;
    ASSERT_TRUE(run_task(messages().post_message(message)).has_value());
    for (const auto& user : {ada, bob}) EXPECT_EQ(room_as_seen_by(user, room).membership->mention_count, 1);
    EXPECT_EQ(room_as_seen_by(cem, room).membership->mention_count, 0);
}

TEST_P(StoreContract, marks_as_unread_from_a_message_on) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto room = make_room(ada, "General", {bob});
    std::vector<chat::Message> posted;
    for (int i = 0; i < 6; ++i) {
        auto message = new_message(i % 3 == 2 ? bob : ada, room, "@bob");
        message.mentioned_names = {"bob"};
        posted.push_back(run_task(messages().post_message(message)).value().message);
    }
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, posted[4]))).has_value());
    ASSERT_TRUE(run_task(rooms().move_read_marker(bob.id, room.id, 6, "")).has_value());
    (void)sink_.take();
    const auto unread_from = [&](chat::Seq seq) {
        const auto position = run_task(read_markers().mark_unread(bob.id, room.id, seq, "here")).value();
        EXPECT_EQ(position.room_last_seq, 6);
        EXPECT_EQ(position.room_version, 7) << "six messages and a deletion";
        const auto& membership = position.membership;
        EXPECT_EQ(membership.last_read_seq, seq - 1);
        return std::pair(membership.unread_count, membership.mention_count);
    };
    using Counts = std::pair<std::int64_t, std::int64_t>;
    EXPECT_EQ(unread_from(4), Counts(1, 1)) << "3 and 6 are bob's own, 5 is deleted";
    EXPECT_EQ(unread_from(1), Counts(3, 3));
    const auto events = take_events<chat::ReadMarkerMoved>();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[1].origin, "here");
    EXPECT_EQ(events[1].membership.unread_count, 3);
    EXPECT_EQ(unread_from(1), Counts(3, 3));
    EXPECT_TRUE(sink_.take().empty()) << "it was there already";
    EXPECT_EQ(unread_from(4), Counts(1, 1)) << "up again";
    EXPECT_EQ(run_task(read_markers().mark_unread(bob.id, room.id, 99, "")).value().membership.last_read_seq,
              6);
    const auto eve = make_user("eve");
    EXPECT_EQ(code_of(run_task(read_markers().mark_unread(eve.id, room.id, 1, ""))),
              make_error_code(Errc::forbidden));
}

TEST_P(StoreContract, marks_all_rooms_as_read_at_once) {
    const auto ada = make_user("ada"), bob = make_user("bob");
    const auto one = make_room(ada, "One", {bob}), two = make_room(ada, "Two", {bob}),
               quiet = make_room(ada, "Quiet", {bob}), own = make_room(bob, "Own", {ada});
    for (const auto& room : {one, two}) {
        auto message = new_message(ada, room, "@bob");
        message.mentioned_names = {"bob"};
        ASSERT_TRUE(run_task(messages().post_message(message)).has_value());
    }
    post(bob, two, "mine");
    post(bob, own, "mine");
    (void)sink_.take();
    ASSERT_TRUE(run_task(read_markers().mark_all_read(bob.id, "here")).has_value());
    const auto events = take_events<chat::ReadMarkerMoved>();
    EXPECT_EQ(events.size(), 3U) << "nothing was said in the quiet one";
    for (const auto& event : events) {
        EXPECT_EQ(event.user_id, bob.id);
        EXPECT_EQ(event.membership.unread_count + event.membership.mention_count, 0);
        EXPECT_EQ(event.room_version, event.room_id == two.id ? 2 : 1);
        EXPECT_EQ(event.origin, "here");
    }
    for (const auto& room : {one, two, quiet, own}) {
        const auto seen = room_as_seen_by(bob, room);
        EXPECT_EQ(seen.membership->last_read_seq, seen.last_seq);
        EXPECT_EQ(seen.membership->unread_count, 0);
        EXPECT_EQ(seen.membership->mention_count, 0);
    }
    post(ada, two, "new");
    EXPECT_EQ(room_as_seen_by(bob, two).membership->unread_count, 1);
    EXPECT_EQ(room_as_seen_by(ada, own).membership->unread_count, 1) << "others' markers stay";
}

}  // namespace
}  // namespace chatter::store
