#pragma once

#include <cstddef>

namespace chatter::chat {

/// MessageStore::read_changes gives no more bytes of text than these, of all rooms together, unless a single
/// room's changes have more: the others are truncated to nothing.
inline constexpr std::size_t changes_bytes_max = std::size_t{1024} * 1024;

}  // namespace chatter::chat
