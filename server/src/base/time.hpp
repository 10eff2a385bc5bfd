#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chatter {

/// A moment of UTC to the millisecond: what is stored and shown. Never used to order messages.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// Where "now" comes from. A port, so that tests turn the clock by hand.
class Clock {
  public:
    virtual ~Clock() = default;
    /// Threads: any.
    [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Time now() const override;
};

/// `2026-06-12T09:40:07.123Z`.
[[nodiscard]] std::string to_iso8601(Time time);
/// Reads what `to_iso8601` writes; nothing else.
[[nodiscard]] std::optional<Time> parse_iso8601(std::string_view text);
/// `Sun, 06 Nov 1994 08:49:37 GMT`, as HTTP's Date header wants it (RFC 9110, 5.6.7).
[[nodiscard]] std::string to_http_date(Time time);

}  // namespace chatter
