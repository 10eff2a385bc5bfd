#include "chat/rooms.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "chat/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::chat {
namespace {

using testing::run_task;

/// Keeps what it was asked.
class RecordingRooms final : public RoomStore {
  public:
    Task<Result<CreatedRoom>> create_room(NewRoom room) override {
        created.push_back(std::move(room));
        co_return CreatedRoom{};
    }
    Task<Result<std::vector<Room>>> list_rooms(UserId) override { co_return std::vector<Room>(2); }
    Task<Result<std::vector<Room>>> list_rooms_now(UserId) override { co_return std::vector<Room>(2); }
    Task<Result<std::vector<RoomId>>> list_room_ids(UserId, SessionId) override {
        co_return std::vector<RoomId>(3);
    }
    Task<Result<std::vector<Room>>> discover_rooms(UserId, std::string query, std::size_t) override {
        discovered = std::move(query);
        co_return std::vector<Room>(1);
    }
    Task<Result<Room>> find_room(UserId, RoomId id) override { co_return room_of(id); }
    Task<Result<Room>> join_room(UserId, RoomId id, Time now) override {
        joined_at = now;
        co_return room_of(id);
    }
    Task<Result<void>> leave_room(UserId, RoomId) override { co_return fail(Errc::last_owner); }
    Task<Result<MemberPage>> list_members(UserId, RoomId, std::string cursor, std::size_t limit) override {
        EXPECT_EQ(limit, 200U);
        co_return MemberPage{.members = {}, .next_cursor = std::move(cursor)};
    }
    Task<Result<ReadPosition>> move_read_marker(UserId, RoomId, Seq seq, std::string) override {
        ReadPosition position;
        position.membership.last_read_seq = seq;
        co_return position;
    }

    std::vector<NewRoom> created;
    std::optional<std::string> discovered;
    std::optional<Time> joined_at;

  private:
    static Room room_of(RoomId id) {
        Room room;
        room.id = id;
        return room;
    }
};

class RoomsTest : public ::testing::Test {
  protected:
    UserId make_user() { return UserId::make(clock_.now(), random_); }
    std::vector<std::string> refused_fields(RoomDraft draft) {
        std::vector<std::string> fields;
        const auto room = run_task(rooms_.create(self_, std::move(draft)));
        if (room) return fields;
        EXPECT_EQ(room.error().code, make_error_code(Errc::validation_failed));
        for (const auto& error : room.error().fields) fields.push_back(error.field);
        return fields;
    }

    RecordingRooms store_;
    testing::ManualClock clock_;
    testing::CountingRandom random_;
    Rooms rooms_{store_, clock_, random_};
    const UserId self_ = make_user();
};

using Fields = std::vector<std::string>;

TEST_F(RoomsTest, makes_a_room_with_its_name_trimmed) {
    EXPECT_EQ(
        refused_fields(
            {.kind = RoomKind::public_room, .name = " General\u00A0", .topic = " All ", .user_ids = {}}),
        Fields{});
    ASSERT_EQ(store_.created.size(), 1U);
    EXPECT_EQ(store_.created[0].name, "General");
    EXPECT_EQ(store_.created[0].topic, "All");
    EXPECT_EQ(store_.created[0].creator_id, self_);
    EXPECT_EQ(store_.created[0].created_at, clock_.now());
}

TEST_F(RoomsTest, wants_a_name_for_a_room_that_is_not_direct) {
    EXPECT_EQ(refused_fields({.kind = RoomKind::private_room, .name = {}, .topic = {}, .user_ids = {}}),
              Fields{"name"});
    EXPECT_EQ(refused_fields({.kind = RoomKind::public_room,
                              .name = "  ",
                              .topic = std::string(251, 'x'),
                              .user_ids = std::vector<UserId>(1, UserId{})}),
              (Fields{"name", "topic"}));
    EXPECT_EQ(refused_fields({.kind = RoomKind::public_room, .name = "\xFF", .topic = {}, .user_ids = {}}),
              Fields{"name"});
}

TEST_F(RoomsTest, makes_a_direct_room_of_other_people_each_once) {
    const auto ada = make_user(), bob = make_user();
    EXPECT_EQ(refused_fields(
                  {.kind = RoomKind::direct, .name = "x", .topic = "y", .user_ids = {bob, ada, self_, bob}}),
              Fields{});
    ASSERT_EQ(store_.created.size(), 1U);
    auto expected = std::vector<UserId>{ada, bob};
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(store_.created[0].member_ids, expected);
    EXPECT_EQ(store_.created[0].name, "");
    EXPECT_EQ(store_.created[0].topic, "");
}

TEST_F(RoomsTest, refuses_a_direct_room_of_nobody_or_of_too_many) {
    EXPECT_EQ(refused_fields({.kind = RoomKind::direct, .name = {}, .topic = {}, .user_ids = {self_}}),
              Fields{"userIds"});
    std::vector<UserId> many;
    for (int i = 0; i < 49; ++i) many.push_back(make_user());
    EXPECT_EQ(refused_fields({.kind = RoomKind::direct, .name = {}, .topic = {}, .user_ids = many}),
              Fields{});
    many.push_back(make_user());
    EXPECT_EQ(refused_fields({.kind = RoomKind::direct, .name = {}, .topic = {}, .user_ids = many}),
              Fields{"userIds"});
}

TEST_F(RoomsTest, checks_numbers_and_queries_before_asking_the_store) {
    EXPECT_EQ(run_task(rooms_.list_members(self_, {}, "", 0)).error().fields.at(0).field, "limit");
    EXPECT_EQ(run_task(rooms_.list_members(self_, {}, "", 201)).error().fields.at(0).field, "limit");
    EXPECT_EQ(run_task(rooms_.list_members(self_, {}, "next", 200))->next_cursor, "next");
    EXPECT_EQ(run_task(rooms_.mark_read(self_, {}, -1, "")).error().fields.at(0).field, "seq");
    EXPECT_EQ(run_task(rooms_.mark_read(self_, {}, 7, ""))->membership.last_read_seq, 7);
    EXPECT_EQ(run_task(rooms_.discover(self_, std::string(101, 'x'))).error().fields.at(0).field, "query");
    EXPECT_EQ(store_.discovered, std::nullopt);
    EXPECT_EQ(run_task(rooms_.discover(self_, " gen "))->size(), 1U);
    EXPECT_EQ(store_.discovered, "gen");
}

TEST_F(RoomsTest, passes_the_rest_on) {
    const auto id = RoomId::make(clock_.now(), random_);
    EXPECT_EQ(run_task(rooms_.list(self_))->size(), 2U);
    EXPECT_EQ(run_task(rooms_.list_ids(self_, {}))->size(), 3U);
    EXPECT_EQ(run_task(rooms_.find(self_, id))->id, id);
    EXPECT_EQ(run_task(rooms_.join(self_, id))->id, id);
    EXPECT_EQ(store_.joined_at, clock_.now());
    EXPECT_EQ(run_task(rooms_.leave(self_, id)).error().code, make_error_code(Errc::last_owner));
}

}  // namespace
}  // namespace chatter::chat
