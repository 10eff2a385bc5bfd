#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chatter::http {

/// `Text/HTML; charset=utf-8` → `text/html`: the value without its parameters, in lower case.
[[nodiscard]] std::string value_without_parameters(std::string_view value);

/// The parameter `name` (any case) of `text/html; charset="utf-8"`, unquoted (RFC 9110, 5.6.6). Nothing when
/// it is absent, or what stands before it is malformed.
[[nodiscard]] std::optional<std::string> parameter(std::string_view value, std::string_view name);

}  // namespace chatter::http
