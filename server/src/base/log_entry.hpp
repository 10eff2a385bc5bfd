#pragma once

#include <chrono>
#include <span>

#include "base/log.hpp"

namespace chatter::log {

/// One entry of many, such as a request's. It leaves with the others of the next tenth of a second, so that
/// many cost few writes. Threads: any.
void entry(Level level, std::string_view sentence, std::span<const Field> fields);

/// In milliseconds, to the microsecond.
[[nodiscard]] Field duration_field(std::string_view name, std::chrono::steady_clock::duration taken);

}  // namespace chatter::log
