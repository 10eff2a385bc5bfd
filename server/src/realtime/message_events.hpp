#pragma once

#include "realtime/event.hpp"

namespace chatter::realtime {

/// message:send
Task<EventAnswer> send_message(const EventContext& context, ReceivedEvent event);

}  // namespace chatter::realtime
