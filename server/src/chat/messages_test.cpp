#include "chat/messages.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "chat/errc.hpp"
#include "chat/images.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::chat {
namespace {

using testing::run_task;

/// Keeps what it was asked.
class RecordingMessages final : public MessageStore {
  public:
    Task<Result<PostedMessage>> post_message(NewMessage message) override {
        posted.push_back(std::move(message));
        co_return PostedMessage{};
    }
    Task<Result<RoomAccess>> find_room_access(UserId, RoomId) override { co_return RoomAccess{}; }
    Task<Result<HistoryPage>> read_history(UserId, RoomId, HistoryQuery query) override {
        queries.push_back(query);
        co_return HistoryPage{};
    }
    Task<Result<Changes>> read_changes(UserId, std::map<RoomId, Version>, std::size_t limit) override {
        changes_limit = limit;
        co_return changes;
    }

    std::vector<NewMessage> posted;
    std::vector<HistoryQuery> queries;
    std::size_t changes_limit = 0;
    Changes changes;
};

class MessagesTest : public ::testing::Test {
  protected:
    Result<PostedMessage> post(std::string content, std::optional<std::string> client_id = {}) {
        return run_task(messages_.post(UserId{}, {.room_id = {},
                                                  .content = std::move(content),
                                                  .client_id = std::move(client_id),
                                                  .reply_to = {},
                                                  .thread_of = {}}));
    }
    std::vector<std::string> refused_fields(HistoryRequest request) {
        std::vector<std::string> fields;
        const auto page = run_task(messages_.history(UserId{}, RoomId{}, request));
        if (page) return fields;
        EXPECT_EQ(page.error().code, make_error_code(Errc::validation_failed));
        for (const auto& error : page.error().fields) fields.push_back(error.field);
        return fields;
    }

    RecordingMessages store_;
    testing::ManualClock clock_;
    testing::CountingRandom random_;
    Messages messages_{store_, clock_, random_};
};

using Fields = std::vector<std::string>;

TEST_F(MessagesTest, hands_the_content_on_as_it_was_sent) {
    ASSERT_TRUE(post("  hello @Ada \n", "c1").has_value());
    ASSERT_EQ(store_.posted.size(), 1U);
    EXPECT_EQ(store_.posted[0].content, "  hello @Ada \n");
    EXPECT_EQ(store_.posted[0].client_id, "c1");
    EXPECT_EQ(store_.posted[0].mentioned_names, Fields{"ada"});
    EXPECT_EQ(store_.posted[0].image_id, std::nullopt);
    EXPECT_EQ(store_.posted[0].created_at, clock_.now());
}

TEST_F(MessagesTest, makes_a_client_id_when_the_sender_gives_none) {
    ASSERT_TRUE(post("one").has_value());
    ASSERT_TRUE(post("two").has_value());
    EXPECT_EQ(store_.posted[0].client_id, store_.posted[0].id.to_string());
    EXPECT_NE(store_.posted[0].client_id, store_.posted[1].client_id);
}

TEST_F(MessagesTest, recognises_a_message_that_is_one_of_our_images) {
    const auto id = ImageId::make(clock_.now(), random_);
    ASSERT_TRUE(post("[img]" + ImageAddresses::at_server(id)).has_value());
    EXPECT_EQ(store_.posted[0].image_id, id);
    for (const auto& content :
         {"[img]" + ImageAddresses::at_server(id) + " ", " [img]" + ImageAddresses::at_server(id),
          std::string("[img]https://example.org/cat.png"), ImageAddresses::at_server(id),
          std::string("[img]/api/images/../secret")}) {
        ASSERT_TRUE(post(content).has_value());
        EXPECT_EQ(store_.posted.back().image_id, std::nullopt) << content;
    }
}

TEST_F(MessagesTest, refuses_bad_content_and_client_id_together) {
    const auto refused = post(" ", "");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, make_error_code(Errc::validation_failed));
    ASSERT_EQ(refused.error().fields.size(), 2U);
    EXPECT_EQ(refused.error().fields[0].field, "content");
    EXPECT_EQ(refused.error().fields[1].field, "clientId");
    EXPECT_TRUE(store_.posted.empty());
}

TEST_F(MessagesTest, checks_the_bounds_of_a_history_request) {
    EXPECT_EQ(refused_fields({.before = {}, .after = {}, .around = {}, .limit = 0}), Fields{"limit"});
    EXPECT_EQ(refused_fields({.before = {}, .after = {}, .around = {}, .limit = 201}), Fields{"limit"});
    EXPECT_EQ(refused_fields({.before = -1, .after = {}, .around = {}, .limit = {}}), Fields{"before"});
    EXPECT_EQ(refused_fields({.before = {}, .after = -1, .around = {}, .limit = -5}),
              (Fields{"limit", "after"}));
    EXPECT_EQ(refused_fields({.before = 1, .after = 2, .around = {}, .limit = {}}), Fields{"before"});
    EXPECT_TRUE(store_.queries.empty());
}

TEST_F(MessagesTest, asks_for_fifty_messages_unless_told) {
    EXPECT_EQ(refused_fields({}), Fields{});
    EXPECT_EQ(store_.queries.back().limit, 50U);
    constexpr auto huge = std::numeric_limits<Seq>::max();
    EXPECT_EQ(refused_fields({.before = {}, .after = {}, .around = huge, .limit = 200}), Fields{});
    EXPECT_EQ(store_.queries.back().limit, 200U);
    EXPECT_EQ(store_.queries.back().around, huge);
}

TEST_F(MessagesTest, catches_up_by_two_hundred_messages_a_room) {
    ASSERT_TRUE(run_task(messages_.changes_since(UserId{}, {})).has_value());
    EXPECT_EQ(store_.changes_limit, 200U);
}

TEST_F(MessagesTest, truncates_the_rooms_that_make_catching_up_too_much_for_one_packet) {
    RoomChanges long_room, short_room;
    long_room.messages.resize(200);
    for (auto& message : long_room.messages) message.content = std::string(16'000, 'x');
    short_room.messages.resize(1);
    for (std::uint8_t i = 0; i < 3; ++i) {
        RoomId id;
        id.value.bytes[0] = i;
        store_.changes.rooms[id] = i == 0 ? long_room : short_room;
        for (auto& message : store_.changes.rooms[id].messages) message.content += "!";
    }
    const auto changes = run_task(messages_.changes_since(UserId{}, {}));
    ASSERT_TRUE(changes);
    std::vector<std::size_t> kept;
    for (const auto& [id, room] : changes->rooms) {
        kept.push_back(room.messages.size());
        EXPECT_EQ(room.truncated, room.messages.empty());
    }
    EXPECT_EQ(kept, (std::vector<std::size_t>{200, 0, 0}));
}

}  // namespace
}  // namespace chatter::chat
