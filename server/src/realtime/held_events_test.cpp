#include "realtime/held_events.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chatter::realtime {
namespace {

constexpr std::string_view room = "0190163d-8694-739b-aea5-966c26f8ad91";
constexpr std::string_view other = "0190163d-8694-739b-aea5-966c26f8ad92";

std::string read_updated(std::string_view id, int version) {
    return R"(["read:updated",{"roomId":")" + std::string(id) + R"(","version":)" + std::to_string(version) +
           R"(,"membership":{"unreadCount":3}}])";
}
std::string room_updated(std::string_view id, int version) {
    return R"(["room:updated",{"room":{"id":")" + std::string(id) + R"(","version":)" +
           std::to_string(version) + "}}]";
}

TEST(HeldEvents, are_older_when_they_state_a_room_as_it_was_before_it_was_shown) {
    const ShownRooms shown{{chat::RoomId::parse(room).value(), 7}};
    for (const auto& stated : {read_updated, room_updated}) {
        EXPECT_TRUE(is_older_than(shown, stated(room, 6)));
        EXPECT_FALSE(is_older_than(shown, stated(room, 7)));
        EXPECT_FALSE(is_older_than(shown, stated(room, 8)));
        EXPECT_FALSE(is_older_than(shown, stated(other, 1)));
    }
}

TEST(HeldEvents, are_not_older_when_they_state_no_room) {
    const ShownRooms shown{{chat::RoomId::parse(room).value(), 7}};
    const auto message =
        R"(["message:new",{"message":{"roomId":")" + std::string(room) + R"(","version":3}}])";
    EXPECT_FALSE(is_older_than(shown, message));
    for (const auto* const event : {R"(["read:updated"])", R"(["read:updated",1])", R"(["read:updated",{}])",
                                    R"(["room:updated",{"room":[]}])",
                                    R"(["room:updated",{"room":{"id":1}}])", R"(["room:updated",)", ""})
        EXPECT_FALSE(is_older_than(shown, event)) << event;
}

}  // namespace
}  // namespace chatter::realtime
