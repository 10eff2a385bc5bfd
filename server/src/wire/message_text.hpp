#pragma once

#include <span>
#include <string>

#include "chat/entities.hpp"

namespace chatter::wire {

/// Appends what `to_json` of a message is as text, without making a tree of it first: every message is
/// written so when it is sent, for those who hear it and for its sender. Threads: any (pure function).
void append_json(std::string& text, const chat::Message& message);
/// `[message, …]`.
void append_json(std::string& text, std::span<const chat::Message> messages);

}  // namespace chatter::wire
