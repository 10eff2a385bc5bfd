#include "base/time.hpp"

#include <gtest/gtest.h>

namespace chatter {
namespace {

TEST(Time, is_written_with_milliseconds_in_utc) {
    EXPECT_EQ(to_iso8601(Time(std::chrono::milliseconds(784111777123))), "1994-11-06T08:49:37.123Z");
    EXPECT_EQ(to_iso8601(Time()), "1970-01-01T00:00:00.000Z");
}

TEST(Time, reads_back_what_it_writes) {
    const Time time(std::chrono::milliseconds(1782123456789));
    EXPECT_EQ(parse_iso8601(to_iso8601(time)), time);
}

TEST(Time, refuses_dates_that_do_not_exist) {
    for (const auto* text :
         {"2026-02-30T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:00Z", ""})
        EXPECT_EQ(parse_iso8601(text), std::nullopt) << text;
}

TEST(Time, is_written_as_http_wants_it) {
    EXPECT_EQ(to_http_date(Time(std::chrono::milliseconds(784111777000))), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace chatter
