#pragma once

#include "realtime/event.hpp"

namespace chatter::realtime {

/// message:send
Task<EventAnswer> send_message(const EventContext& context, ReceivedEvent event);
/// message:edit
Task<EventAnswer> edit_message(const EventContext& context, ReceivedEvent event);
/// message:delete
Task<EventAnswer> delete_message(const EventContext& context, ReceivedEvent event);
/// reaction:add
Task<EventAnswer> add_reaction(const EventContext& context, ReceivedEvent event);
/// reaction:remove
Task<EventAnswer> remove_reaction(const EventContext& context, ReceivedEvent event);
/// message:pin
Task<EventAnswer> pin_message(const EventContext& context, ReceivedEvent event);
/// message:unpin
Task<EventAnswer> unpin_message(const EventContext& context, ReceivedEvent event);

}  // namespace chatter::realtime
