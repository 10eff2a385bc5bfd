#include "cluster/redis/resp.hpp"

#include <charconv>

#include "base/errc.hpp"

namespace chatter::cluster::redis {

namespace {

/// Longer lines hold no number, and no error worth reading.
constexpr std::size_t line_bytes_max = 64 * 1024;

std::optional<std::int64_t> parse_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

RespReader::Outcome RespReader::read_line(std::size_t& at, std::string_view& line) const {
    const auto end = buffer_.find("\r\n", at);
    if (end == std::string::npos)
        return buffer_.size() - at > line_bytes_max ? Outcome::wrong : Outcome::incomplete;
    line = std::string_view(buffer_).substr(at, end - at);
    at = end + 2;
    return line.empty() || line.size() > line_bytes_max ? Outcome::wrong : Outcome::complete;
}

RespReader::Outcome RespReader::read(std::size_t& at, Value& value, std::size_t depth) const {
    std::string_view line;
    if (const auto outcome = read_line(at, line); outcome != Outcome::complete) return outcome;
    const auto kind = line.front();
    const auto rest = line.substr(1);
    if (kind == '+' || kind == '-') {
        value.kind = kind == '+' ? Value::Kind::text : Value::Kind::error;
        value.text = rest;
        return Outcome::complete;
    }
    const auto number = parse_integer(rest);
    if (!number) return Outcome::wrong;
    if (kind == ':') {
        value.kind = Value::Kind::integer;
        value.integer = *number;
        return Outcome::complete;
    }
    if (kind != '$' && kind != '*') return Outcome::wrong;
    if (*number == -1) return Outcome::complete;  // null
    if (*number < 0) return Outcome::wrong;
    const auto size = static_cast<std::size_t>(*number);
    if (kind == '$') {
        if (size > limits_.text_bytes_max) return Outcome::wrong;
        if (buffer_.size() - at < size + 2) return Outcome::incomplete;
        if (std::string_view(buffer_).substr(at + size, 2) != "\r\n") return Outcome::wrong;
        value.kind = Value::Kind::text;
        value.text.assign(buffer_, at, size);
        at += size + 2;
        return Outcome::complete;
    }
    if (size > limits_.items_max || depth == 0) return Outcome::wrong;
    value.kind = Value::Kind::array;
    for (std::size_t i = 0; i < size; ++i) {
        const auto outcome = read(at, value.items.emplace_back(), depth - 1);
        if (outcome != Outcome::complete) return outcome;
    }
    return Outcome::complete;
}

Result<std::optional<Value>> RespReader::next() {
    Value value;
    auto at = taken_;
    const auto outcome = read(at, value, limits_.depth_max);
    if (outcome == Outcome::wrong) return fail(Errc::unavailable, "Redis sent something that is no answer.");
    if (outcome == Outcome::incomplete) {
        buffer_.erase(0, taken_);
        taken_ = 0;
        return std::nullopt;
    }
    taken_ = at;
    return value;
}

std::string encode_command(const std::vector<std::string>& words) {
    std::size_t size = 16;
    for (const auto& word : words) size += word.size() + 16;
    std::string bytes;
    bytes.reserve(size);
    bytes += '*';
    bytes += std::to_string(words.size());
    bytes += "\r\n";
    for (const auto& word : words) {
        bytes += '$';
        bytes += std::to_string(word.size());
        bytes += "\r\n";
        bytes += word;
        bytes += "\r\n";
    }
    return bytes;
}

}  // namespace chatter::cluster::redis
