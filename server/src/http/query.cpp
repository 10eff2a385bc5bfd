#include "http/query.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "chat/errc.hpp"

namespace chatter::http {

namespace {

constexpr std::int64_t safe_integer_max = std::int64_t{1} << 53;

}  // namespace

std::optional<std::string> Query::optional_string(std::string_view name) {
    if (!has(name)) return std::nullopt;
    auto value = query_value(text_, name);
    if (!value || !count_code_points(*value) || value->find('\0') != std::string::npos) {
        complain(name, "Must be percent-encoded UTF-8 without NUL.");
        return std::nullopt;
    }
    return value;
}

std::optional<std::int64_t> Query::optional_integer(std::string_view name) {
    if (!has(name)) return std::nullopt;
    const auto value = query_value(text_, name).value_or(std::string{});
    std::int64_t number = 0;
    const auto* last = value.data() + value.size();
    const auto [end, error] = std::from_chars(value.data(), last, number);
    if (error != std::errc{} || end != last || number > safe_integer_max || number < -safe_integer_max) {
        complain(name, "Must be a whole number of at most 2^53.");
        return std::nullopt;
    }
    return number;
}

void Query::complain(std::string_view name, std::string_view message) {
    complaints_.push_back({std::string(name), std::string(message)});
}

std::optional<Error> Query::error() const {
    if (complaints_.empty()) return std::nullopt;
    return Error(chat::Errc::validation_failed, {}, complaints_);
}

/// Present at all: `query_value` does not tell an absent parameter from a badly escaped one.
bool Query::has(std::string_view name) const {
    auto rest = text_;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (percent_decode(pair.substr(0, std::min(pair.find('='), pair.size()))) == name) return true;
    }
    return false;
}

}  // namespace chatter::http
