#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

using chat::Errc;
using Texts = std::vector<std::string>;

chat::MessageName name(const chat::Message& message) {
    return {.room_id = message.room_id, .message_id = message.id};
}

TEST_P(StoreContract, finds_one_message_for_whoever_sees_its_room) {
    const auto ada = make_user("ada"), eve = make_user("eve");
    const auto open = make_room(ada, "Open"),
               secret = make_room(ada, "Plans", {}, chat::RoomKind::private_room);
    post(ada, open, "first");
    const auto message = post(ada, open, "second"), hidden = post(ada, secret, "hidden");
    const auto find = [&](const chat::User& viewer, const chat::MessageName& of) {
        return run_task(message_lookup().find_message(viewer.id, of));
    };
    const auto found = find(eve, name(message)).value();
    EXPECT_EQ(found.content, "second");
    EXPECT_EQ(found.seq, 2);
    EXPECT_EQ(found.author.username, "ada");
    EXPECT_EQ(find(ada, name(hidden))->content, "hidden");
    EXPECT_EQ(code_of(find(eve, name(hidden))), make_error_code(Errc::not_found));
    EXPECT_EQ(code_of(find(ada, {.room_id = open.id, .message_id = hidden.id})),
              make_error_code(Errc::not_found));
    EXPECT_EQ(code_of(find(ada, {.room_id = some_room_id(), .message_id = message.id})),
              make_error_code(Errc::not_found));
    ASSERT_TRUE(run_task(message_changes().delete_message(target(ada, message))).has_value());
    EXPECT_TRUE(find(eve, name(message))->deleted_at.has_value());
}

TEST_P(StoreContract, keeps_what_a_message_said_before_for_its_author_and_moderators) {
    const auto admin = make_user("admin"), ada = make_user("ada"), bob = make_user("bob"),
               mod = make_user("mod"), eve = make_user("eve");
    const auto room = make_room(ada, "General", {bob, mod});
    ASSERT_TRUE(run_task(room_keeping().put_member(ada.id, room.id, mod.id, chat::MemberRole::moderator,
                                                   clock_.now()))
                    .has_value());
    const auto message = post(bob, room, "0");
    std::vector<Time> replaced_at;
    for (const auto* content : {"1", "2", "2", "3"}) {
        const auto to = target(bob, message);
        const chat::MessageEdit edit{.target = to, .content = content, .image_id = {}, .mentioned_names = {}};
        const auto edited = run_task(message_changes().edit_message(edit)).value();
        if (edited.edited_at == to.at) replaced_at.push_back(to.at);
    }
    const auto list = [&](const chat::User& viewer, std::size_t limit = 100) {
        return run_task(message_lookup().list_editions(viewer.id, name(message), limit));
    };
    const auto contents = [&](const chat::User& viewer, std::size_t limit = 100) {
        Texts texts;
        for (const auto& edition : list(viewer, limit).value()) texts.push_back(edition.content);
        return texts;
    };
    for (const auto& viewer : {bob, mod, ada, admin}) EXPECT_EQ(contents(viewer), (Texts{"0", "1", "2"}));
    EXPECT_EQ(contents(bob, 2), (Texts{"1", "2"})) << "the latest";
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(list(bob).value().at(i).replaced_at, replaced_at.at(i));
    EXPECT_EQ(code_of(list(eve)), make_error_code(Errc::forbidden));
    ASSERT_TRUE(run_task(rooms().join_room(eve.id, room.id, clock_.now())).has_value());
    EXPECT_EQ(code_of(list(eve)), make_error_code(Errc::forbidden));
    ASSERT_TRUE(run_task(message_changes().delete_message(target(bob, message))).has_value());
    EXPECT_EQ(contents(bob), (Texts{})) << "nothing is left of a deleted message";
}

TEST_P(StoreContract, keeps_what_a_message_said_before_for_its_author_alone_in_a_direct_room) {
    const auto ada = make_user("ada"), bob = make_user("bob"), eve = make_user("eve");
    const auto room = make_room(ada, "", {bob}, chat::RoomKind::direct);
    const auto message = post(ada, room, "before");
    ASSERT_TRUE(
        run_task(
            message_changes().edit_message(
                {.target = target(ada, message), .content = "after", .image_id = {}, .mentioned_names = {}}))
            .has_value());
    const auto list = [&](const chat::User& viewer) {
        return run_task(message_lookup().list_editions(viewer.id, name(message), 100));
    };
    EXPECT_EQ(list(ada).value().at(0).content, "before");
    EXPECT_EQ(code_of(list(bob)), make_error_code(Errc::forbidden));
    EXPECT_EQ(code_of(list(eve)), make_error_code(Errc::not_found));
}

}  // namespace
}  // namespace chatter::store
