#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace chatter::app {

/// Who listens on `port`, as far as /proc tells this user: `node (process 4711)`.
[[nodiscard]] std::optional<std::string> find_port_owner(std::uint16_t port);

}  // namespace chatter::app
