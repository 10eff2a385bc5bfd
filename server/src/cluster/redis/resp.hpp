#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// The protocol of Redis, version 2, which every Redis and Valkey speaks. Spec: "Redis serialization
/// protocol".
namespace chatter::cluster::redis {

/// One reply, or one message of a subscription.
struct Value {
    enum class Kind : std::uint8_t { null, text, error, integer, array };

    Kind kind = Kind::null;
    std::string text;  // of text and error
    std::int64_t integer = 0;
    std::vector<Value> items;

    [[nodiscard]] bool is_text() const noexcept { return kind == Kind::text; }
    [[nodiscard]] bool is_error() const noexcept { return kind == Kind::error; }
    [[nodiscard]] bool is_integer() const noexcept { return kind == Kind::integer; }
    [[nodiscard]] bool is_array() const noexcept { return kind == Kind::array; }
};

struct RespLimits {
    std::size_t text_bytes_max = std::size_t{64} * 1024 * 1024;
    std::size_t items_max = 1'000'000;  // of one array
    std::size_t depth_max = 8;
};

/// Cuts the bytes of a connection into values. It holds at most one value that is incomplete.
class RespReader {
  public:
    explicit RespReader(RespLimits limits = {}) : limits_(limits) {}

    void feed(std::string_view bytes) { buffer_ += bytes; }
    /// The next value; nothing when it has not come as a whole. Errors: Errc::unavailable, for bytes that are
    /// no Redis's, or beyond the limits; then no more can be read.
    [[nodiscard]] Result<std::optional<Value>> next();

  private:
    enum class Outcome : std::uint8_t { complete, incomplete, wrong };

    Outcome read(std::size_t& at, Value& value, std::size_t depth) const;
    Outcome read_line(std::size_t& at, std::string_view& line) const;

    const RespLimits limits_;
    std::string buffer_;
    std::size_t taken_ = 0;  // of the buffer
};

/// A command as it goes to Redis.
[[nodiscard]] std::string encode_command(const std::vector<std::string>& words);

}  // namespace chatter::cluster::redis
