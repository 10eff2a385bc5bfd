#include "wire/entities.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "chat/image_placeholder.hpp"
#include "wire/message_text.hpp"

namespace chatter::wire {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

template <class SomeId>
SomeId id_ending_in(int number) {
    SomeId id;
    id.value.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
}

const Time noon = Time{1'781'258'407'123ms};  // 2026-06-12T10:00:07.123Z

chat::User ada() {
    return {.id = id_ending_in<chat::UserId>(1),
            .username = "ada",
            .display_name = "Ada \"Countess\" Lovelace",
            .avatar_url = std::nullopt,
            .email = "ada@example.org",
            .role = chat::UserRole::admin,
            .created_at = noon,
            .deactivated = false,
            .status_text = {},
            .chosen_presence = chat::ChosenPresence::automatic};
}

chat::Author author() {
    return {.id = ada().id, .username = "ada", .display_name = "Ada", .avatar_url = "/api/images/x"};
}

chat::Message message() {
    return {.id = id_ending_in<chat::MessageId>(2),
            .room_id = id_ending_in<chat::RoomId>(3),
            .seq = 7,
            .version = 9,
            .author = author(),
            .content = "hello",
            .client_id = "c-1",
            .reply_to = std::nullopt,
            .created_at = noon,
            .edited_at = std::nullopt,
            .deleted_at = std::nullopt,
            .reactions = {},
            .image = std::nullopt,
            .pin = std::nullopt,
            .thread_seq = std::nullopt,
            .thread = std::nullopt};
}

/// Equal as JSON, whatever the order of the keys.
void expect_json(const json::value& actual, std::string_view expected) {
    EXPECT_EQ(actual, json::parse(expected)) << json::serialize(actual);
}

TEST(Entities, show_a_user_without_email_to_others) {
    expect_json(to_json(ada()), R"({"id":"00000000-0000-0000-0000-000000000001","username":"ada",
        "displayName":"Ada \"Countess\" Lovelace","avatarUrl":null,"role":"admin",
        "createdAt":"2026-06-12T10:00:07.123Z","deactivated":false})");
}

TEST(Entities, show_the_email_to_oneself_even_when_there_is_none) {
    EXPECT_EQ(to_json(ada(), Privacy::own_view).at("email").as_string(), "ada@example.org");
    auto user = ada();
    user.email = std::nullopt;
    EXPECT_TRUE(to_json(user, Privacy::own_view).at("email").is_null());
}

TEST(Entities, show_a_room_to_a_stranger_with_null_membership_and_no_members) {
    const chat::Room room{.id = id_ending_in<chat::RoomId>(3),
                          .kind = chat::RoomKind::public_room,
                          .name = "General",
                          .topic = "",
                          .member_count = 2,
                          .last_seq = 5,
                          .version = 6,
                          .last_message_at = std::nullopt,
                          .created_at = noon,
                          .archived = false,
                          .posting = chat::PostingPolicy::everyone,
                          .membership = std::nullopt,
                          .members = {}};
    expect_json(to_json(room), R"({"id":"00000000-0000-0000-0000-000000000003","kind":"public",
        "name":"General","topic":"","memberCount":2,"lastSeq":5,"version":6,"lastMessageAt":null,
        "createdAt":"2026-06-12T10:00:07.123Z","archived":false,"membership":null})");
}

TEST(Entities, show_a_direct_room_to_a_member_with_membership_and_members) {
    chat::Room room{};
    room.kind = chat::RoomKind::direct;
    room.last_message_at = noon;
    room.membership = chat::Membership{.role = chat::MemberRole::owner,
                                       .last_read_seq = 4,
                                       .unread_count = 1,
                                       .mention_count = 2,
                                       .muted = true,
                                       .notifications = chat::NotificationLevel::all};
    room.members = {ada()};

    const auto object = to_json(room);
    EXPECT_EQ(object.at("kind").as_string(), "direct");
    EXPECT_EQ(object.at("lastMessageAt").as_string(), "2026-06-12T10:00:07.123Z");
    expect_json(object.at("membership"),
                R"({"role":"owner","lastReadSeq":4,"unreadCount":1,"mentionCount":2,"muted":true})");
    ASSERT_EQ(object.at("members").as_array().size(), 1U);
    EXPECT_FALSE(object.at("members").as_array()[0].as_object().contains("email"));
}

TEST(Entities, name_every_kind_of_room_and_role_of_a_member) {
    chat::Room room{};
    room.kind = chat::RoomKind::private_room;
    EXPECT_EQ(to_json(room).at("kind").as_string(), "private");
    chat::Member member{.user = ada(), .role = chat::MemberRole::moderator, .joined_at = noon};
    EXPECT_EQ(to_json(member).at("role").as_string(), "moderator");
    EXPECT_EQ(to_json(member).at("joinedAt").as_string(), "2026-06-12T10:00:07.123Z");
    member.role = chat::MemberRole::member;
    EXPECT_EQ(to_json(member).at("role").as_string(), "member");
}

TEST(Entities, keep_every_key_of_a_plain_message) {
    expect_json(to_json(message()), R"({"id":"00000000-0000-0000-0000-000000000002",
        "roomId":"00000000-0000-0000-0000-000000000003","seq":7,"version":9,
        "author":{"id":"00000000-0000-0000-0000-000000000001","username":"ada","displayName":"Ada",
                  "avatarUrl":"/api/images/x"},
        "content":"hello","clientId":"c-1","replyTo":null,"createdAt":"2026-06-12T10:00:07.123Z",
        "editedAt":null,"deletedAt":null,"reactions":[]})");
}

TEST(Entities, show_what_a_message_answers_its_reactions_and_its_image) {
    auto full = message();
    full.reply_to = chat::ReplyPreview{
        .id = id_ending_in<chat::MessageId>(4), .seq = 1, .author = author(), .excerpt = "before"};
    full.edited_at = noon;
    full.reactions = {{.emoji = "👍", .user_ids = {ada().id, id_ending_in<chat::UserId>(5)}}};
    full.image = chat::ImageInfo{.width = 640, .height = 480, .placeholder = "data:image/png;base64,AA=="};

    const auto object = to_json(full);
    EXPECT_EQ(object.at("replyTo").at("excerpt").as_string(), "before");
    EXPECT_EQ(object.at("replyTo").at("seq").as_int64(), 1);
    EXPECT_EQ(object.at("replyTo").at("author").at("username").as_string(), "ada");
    EXPECT_EQ(object.at("editedAt").as_string(), "2026-06-12T10:00:07.123Z");
    expect_json(object.at("reactions"),
                R"([{"emoji":"👍","count":2,"userIds":["00000000-0000-0000-0000-000000000001",
                                                      "00000000-0000-0000-0000-000000000005"]}])");
    expect_json(object.at("image"),
                R"({"width":640,"height":480,"placeholder":"data:image/png;base64,AA=="})");
    for (const bool animated : {true, false}) {
        full.image->placeholder = chat::make_placeholder("RIFF", animated);
        EXPECT_EQ(to_json(full).at("image").at("animated").as_bool(), animated);
    }
}

TEST(Entities, mark_the_current_session) {
    const chat::Session session{.id = id_ending_in<chat::SessionId>(6),
                                .user_id = ada().id,
                                .created_at = noon,
                                .last_used_at = noon + 1s,
                                .expires_at = noon + 24h,
                                .user_agent = "Firefox",
                                .address = "192.0.2.1"};
    expect_json(to_json(session, session.id), R"({"id":"00000000-0000-0000-0000-000000000006",
        "current":true,"createdAt":"2026-06-12T10:00:07.123Z","lastUsedAt":"2026-06-12T10:00:08.123Z",
        "userAgent":"Firefox","address":"192.0.2.1"})");
    EXPECT_FALSE(to_json(session, id_ending_in<chat::SessionId>(7)).at("current").as_bool());
}

TEST(Entities, show_changes_by_room_with_joined_and_left_rooms) {
    chat::Changes changes;
    changes.rooms[id_ending_in<chat::RoomId>(3)] = {.room = {}, .messages = {message()}, .truncated = true};
    changes.joined = {chat::Room{}};
    changes.left = {id_ending_in<chat::RoomId>(8)};

    const auto object = to_json(changes);
    const auto& room = object.at("rooms").at("00000000-0000-0000-0000-000000000003");
    EXPECT_EQ(room.at("messages").as_array().size(), 1U);
    EXPECT_TRUE(room.at("truncated").as_bool());
    EXPECT_EQ(room.at("room").at("lastSeq").as_int64(), 0);
    EXPECT_EQ(object.at("joined").as_array().size(), 1U);
    expect_json(object.at("left"), R"(["00000000-0000-0000-0000-000000000008"])");
}

TEST(Entities, tell_what_the_contract_does_not_name_only_when_it_says_something) {
    auto user = ada();
    user.status_text = "At lunch";
    user.chosen_presence = chat::ChosenPresence::do_not_disturb;
    EXPECT_EQ(to_json(user).at("statusText").as_string(), "At lunch");
    EXPECT_FALSE(to_json(user).contains("chosenPresence")) << "only to oneself";
    EXPECT_EQ(to_json(user, Privacy::own_view).at("chosenPresence").as_string(), "dnd");
    EXPECT_FALSE(to_json(ada()).contains("statusText"));

    chat::Room room{};
    EXPECT_FALSE(to_json(room).contains("posting"));
    room.posting = chat::PostingPolicy::moderators;
    room.membership = chat::Membership{};
    EXPECT_FALSE(to_json(*room.membership).contains("notifications"));
    room.membership->notifications = chat::NotificationLevel::mentions;
    EXPECT_EQ(to_json(room).at("posting").as_string(), "moderators");
    EXPECT_EQ(to_json(room).at("membership").at("notifications").as_string(), "mentions");
}

TEST(Entities, say_how_somebody_is_seen_and_when_they_were) {
    chat::Presence presence{
        .user_id = ada().id, .status = chat::PresenceStatus::online, .last_seen_at = noon};
    EXPECT_EQ(to_json(presence),
              (boost::json::object{
                  {"userId", ada().id.to_string()}, {"status", "online"}, {"lastSeenAt", to_iso8601(noon)}}));
    for (const auto& [status, name] : {std::pair(chat::PresenceStatus::away, "away"),
                                       std::pair(chat::PresenceStatus::do_not_disturb, "dnd"),
                                       std::pair(chat::PresenceStatus::offline, "offline")}) {
        presence.status = status;
        EXPECT_EQ(to_json(presence).at("status").as_string(), name);
    }
    presence.last_seen_at.reset();
    EXPECT_TRUE(to_json(presence).at("lastSeenAt").is_null());
}

TEST(Entities, show_a_pin_and_a_thread_with_the_messages_that_have_them) {
    auto first = message();
    for (const auto* name : {"pinned", "threadSeq", "thread"}) EXPECT_FALSE(to_json(first).contains(name));
    first.pin = chat::Pin{.at = noon, .by = ada().id};
    first.thread = chat::Thread{.reply_count = 2, .last_reply_at = noon};
    const auto shown = to_json(first);
    EXPECT_EQ(shown.at("pinned").at("by").as_string(), ada().id.to_string());
    EXPECT_EQ(shown.at("pinned").at("at").as_string(), to_iso8601(noon));
    EXPECT_EQ(shown.at("thread").at("replyCount").as_int64(), 2);
    EXPECT_EQ(shown.at("thread").at("lastReplyAt").as_string(), to_iso8601(noon));

    auto reply = message();
    reply.thread_seq = 7;
    EXPECT_EQ(to_json(reply).at("threadSeq").as_int64(), 7);
}

TEST(Entities, write_a_message_as_text_as_they_make_it_of_values) {
    const auto expect_the_same = [](const chat::Message& one) {
        std::string text = "before ";
        append_json(text, one);
        // Read back, for there is more than one way to write a string.
        EXPECT_EQ(json::serialize(json::parse(text.substr(7))), json::serialize(to_json(one)));
    };
    auto one = message();
    expect_the_same(one);
    one.seq = 9'007'199'254'740'991;
    one.content = "\"quoted\" \\ \n\t\x01 <b> é 東京 👍";
    one.author.avatar_url = std::nullopt;
    one.reply_to =
        chat::ReplyPreview{.id = one.id, .seq = 3, .author = author(), .excerpt = "an \"original\""};
    one.edited_at = noon;
    one.deleted_at = noon + 1ms;
    one.reactions = {{.emoji = "👍", .user_ids = {ada().id, id_ending_in<chat::UserId>(4)}},
                     {.emoji = "é", .user_ids = {ada().id}}};
    one.pin = chat::Pin{.at = noon, .by = ada().id};
    one.thread_seq = 3;
    one.thread = chat::Thread{.reply_count = 2, .last_reply_at = noon};
    one.image = chat::ImageInfo{.width = 3, .height = 4, .placeholder = "data:"};
    expect_the_same(one);
    for (const bool animated : {false, true}) {
        one.image->placeholder = chat::make_placeholder("RIFF", animated);
        expect_the_same(one);
    }
}

TEST(Entities, show_a_thread_and_a_list_of_threads_each_with_its_room) {
    const chat::ThreadPage page{
        .root = message(), .messages = {message()}, .has_before = true, .has_after = false};
    const auto shown = to_json(page);
    EXPECT_EQ(shown.at("root").at("seq").as_int64(), 7);
    EXPECT_EQ(shown.at("messages").as_array().size(), 1U);
    EXPECT_TRUE(shown.at("hasBefore").as_bool());
    EXPECT_FALSE(shown.at("hasAfter").as_bool());

    chat::ThreadList list;
    list.roots = {message(), message()};
    list.rooms.emplace_back().id = message().room_id;
    EXPECT_EQ(to_json(list).at("threads").as_array().size(), 2U);
    for (const auto& thread : to_json(list).at("threads").as_array()) {
        EXPECT_EQ(thread.at("message").at("seq").as_int64(), 7);
        EXPECT_EQ(thread.at("room").at("id").as_string(), message().room_id.to_string());
    }
    EXPECT_TRUE(to_json(list).at("nextBefore").is_null());
    list.next_before = chat::ThreadCursor{.last_reply_at = noon, .root_id = message().id};
    EXPECT_EQ(to_json(list).at("nextBefore").as_string(),
              "1781258407123.00000000-0000-0000-0000-000000000002");
}

TEST(Entities, show_what_a_message_said_before) {
    expect_json(to_json(chat::MessageEdition{.content = "before", .replaced_at = noon}),
                R"({"content":"before","replacedAt":"2026-06-12T10:00:07.123Z"})");
}

}  // namespace
}  // namespace chatter::wire
