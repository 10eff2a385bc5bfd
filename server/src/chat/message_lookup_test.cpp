#include "chat/message_lookup.hpp"

#include <gtest/gtest.h>

#include "chat/testing/manual_clock.hpp"

namespace chatter::chat {
namespace {

TEST(ThreadCursor, is_read_as_it_was_written) {
    testing::CountingRandom random;
    const Time now{std::chrono::milliseconds(1'790'000'000'123)};
    const ThreadCursor cursor{.last_reply_at = now, .root_id = MessageId::make(now, random)};
    EXPECT_EQ(parse_thread_cursor(to_string(cursor)), cursor);
}

TEST(ThreadCursor, is_nothing_else) {
    for (const auto* text :
         {"", ".", "1", "1.", "1.nonsense", "x.0197f000-0000-7000-8000-00000000ffff",
          "1x.0197f000-0000-7000-8000-00000000ffff", "0197f000-0000-7000-8000-00000000ffff",
          "99999999999999999999.0197f000-0000-7000-8000-00000000ffff",
          "1.0197f000-0000-7000-8000-00000000ffff."})
        EXPECT_FALSE(parse_thread_cursor(text).has_value()) << text;
}

}  // namespace
}  // namespace chatter::chat
