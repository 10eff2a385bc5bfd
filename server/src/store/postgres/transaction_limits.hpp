#pragma once

#include <chrono>
#include <string>

namespace chatter::store::postgres {

/// How long the server lets one statement take, and how long it waits for the next, before it gives the
/// transaction up and the rooms free.
struct TransactionLimits {
    std::chrono::milliseconds statement{5000};
    std::chrono::milliseconds idle{10000};
};

/// As a parameter of a statement.
[[nodiscard]] inline std::string in_milliseconds(std::chrono::milliseconds limit) {
    return std::to_string(limit.count());
}

}  // namespace chatter::store::postgres
