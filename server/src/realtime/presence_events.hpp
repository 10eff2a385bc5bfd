#pragma once

#include "realtime/event.hpp"

namespace chatter::realtime {

/// presence:watch
Task<EventAnswer> watch_presence(const EventContext& context, ReceivedEvent event);
/// presence:set
Task<EventAnswer> set_presence(const EventContext& context, ReceivedEvent event);

}  // namespace chatter::realtime
