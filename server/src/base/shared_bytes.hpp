#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace chatter {

/// Bytes that many readers share and none changes: encoded once, written to every socket.
using SharedBytes = std::shared_ptr<const std::string>;

[[nodiscard]] inline SharedBytes share(std::string bytes) {
    return std::make_shared<const std::string>(std::move(bytes));
}

}  // namespace chatter
