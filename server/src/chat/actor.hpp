#pragma once

#include <string>
#include <utility>

#include "chat/ids.hpp"

namespace chatter::chat {

/// Somebody who does something, as the audit log tells of them.
struct Actor {
    /// Implicit: a user who acts from no known address, as in tests.
    Actor(UserId who, std::string from = {})  // NOLINT(google-explicit-constructor)
        : id(who), address(std::move(from)) {}

    UserId id;
    std::string address;  // whence the request came; empty when there was none
};

}  // namespace chatter::chat
