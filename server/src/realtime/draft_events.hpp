#pragma once

#include "realtime/event.hpp"

namespace chatter::realtime {

/// draft:save
Task<EventAnswer> save_draft(const EventContext& context, ReceivedEvent event);

}  // namespace chatter::realtime
