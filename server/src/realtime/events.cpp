#include "realtime/event.hpp"
#include "realtime/message_events.hpp"
#include "realtime/room_events.hpp"

namespace chatter::realtime {

namespace {

constexpr EventRoute events[] = {
    {"message:send", send_message},
    {"message:edit", edit_message},
    {"message:delete", delete_message},
    {"reaction:add", add_reaction},
    {"reaction:remove", remove_reaction},

    {"room:read", mark_read},
    {"typing", relay_typing},
    {"sync", sync},
};

}  // namespace

std::span<const EventRoute> all_events() noexcept { return events; }

}  // namespace chatter::realtime
