#pragma once

#include <string>
#include <string_view>

#include "wire/message_text.hpp"

namespace chatter::realtime {

/// The event that tells of a message, as Broadcast::emit_json takes it: `["message:new",{"message":{…}}]`.
[[nodiscard]] inline std::string message_event(std::string_view name, const chat::Message& message) {
    std::string json = "[\"";
    json += name;
    json += R"(",{"message":)";
    wire::append_json(json, message);
    json += "}]";
    return json;
}

}  // namespace chatter::realtime
