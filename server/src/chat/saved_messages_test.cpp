#include "chat/saved_messages.hpp"

#include <gtest/gtest.h>

namespace chatter::chat {
namespace {

const auto some_id = MessageId::parse("0197630d-5f83-7a3c-b9c5-3f0a3b6e7a11").value();

TEST(SavedCursor, comes_back_as_the_place_it_was_made_of) {
    const SavedPlace place{.saved_at = Time(std::chrono::milliseconds(1781257207123)), .message_id = some_id};
    EXPECT_EQ(parse_saved_cursor(to_cursor(place)), place);
}

TEST(SavedCursor, is_refused_when_it_is_anything_else) {
    const auto id = some_id.to_string();
    for (const auto& text : {std::string(), id, "." + id, "12." + id + "0", "12x." + id, "12." + id.substr(1),
                             std::string("12."), "99999999999999999999." + id, " 12." + id})
        EXPECT_EQ(parse_saved_cursor(text), std::nullopt) << text;
}

}  // namespace
}  // namespace chatter::chat
