#pragma once

#include <span>

#include "net/static_site.hpp"

namespace chatter::app {

/// The built client that is inside this binary; empty when it was built without one.
[[nodiscard]] std::span<const net::Asset> embedded_client() noexcept;

}  // namespace chatter::app
