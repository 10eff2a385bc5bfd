#pragma once

#include "realtime/event.hpp"

namespace chatter::realtime {

/// room:read
Task<EventAnswer> mark_read(const EventContext& context, ReceivedEvent event);
/// typing
Task<EventAnswer> relay_typing(const EventContext& context, ReceivedEvent event);
/// sync
Task<EventAnswer> sync(const EventContext& context, ReceivedEvent event);

}  // namespace chatter::realtime
