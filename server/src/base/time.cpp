#include "base/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace chatter {

namespace {

struct CivilTime {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::milliseconds> clock;
    unsigned weekday;
};

CivilTime civil(Time time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return {std::chrono::year_month_day(day), std::chrono::hh_mm_ss(time - day),
            std::chrono::weekday(day).c_encoding()};
}

/// The number in text[from, from + length), or -1 when a character is no digit.
int digits(std::string_view text, std::size_t from, std::size_t length) {
    int value = 0;
    for (const char c : text.substr(from, length)) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// With zeros in front up to `width`, and `end` behind. Every message and line of the log has a time, so not
/// by printf.
void append_number(std::string& text, int value, std::size_t width, char end) {
    std::array<char, 12> number{};
    const auto* const last = std::to_chars(number.data(), number.data() + number.size(), value).ptr;
    const auto count = static_cast<std::size_t>(last - number.data());
    if (count < width) text.append(width - count, '0');
    text.append(number.data(), count);
    text.push_back(end);
}

}  // namespace

Time SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::string to_iso8601(Time time) {
    const auto [date, clock, weekday] = civil(time);
    std::string text;
    text.reserve(std::string_view("1970-01-01T00:00:00.000Z").size());
    append_number(text, static_cast<int>(date.year()), 4, '-');
    append_number(text, static_cast<int>(static_cast<unsigned>(date.month())), 2, '-');
    append_number(text, static_cast<int>(static_cast<unsigned>(date.day())), 2, 'T');
    append_number(text, static_cast<int>(clock.hours().count()), 2, ':');
    append_number(text, static_cast<int>(clock.minutes().count()), 2, ':');
    append_number(text, static_cast<int>(clock.seconds().count()), 2, '.');
    append_number(text, static_cast<int>(clock.subseconds().count()), 3, 'Z');
    return text;
}

std::optional<Time> parse_iso8601(std::string_view text) {
    if (text.size() != 24 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
        text[16] != ':' || text[19] != '.' || text[23] != 'Z')
        return std::nullopt;
    const int year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    const int hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
    const int millisecond = digits(text, 20, 3);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || millisecond < 0)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return Time(std::chrono::sys_days(date)) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + std::chrono::milliseconds(millisecond);
}

std::string to_http_date(Time time) {
    static constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto [date, clock, weekday] = civil(time);
    std::array<char, 40> text{};
    const int length =
        std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", weekdays[weekday],
                      static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                      static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace chatter
