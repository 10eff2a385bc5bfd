#include "realtime/draft_events.hpp"
#include "realtime/event.hpp"
#include "realtime/message_events.hpp"
#include "realtime/presence_events.hpp"
#include "realtime/room_events.hpp"

namespace chatter::realtime {

namespace {

using Rate = chat::RateClass;

constexpr EventRoute events[] = {
    {"message:send", Rate::sending, send_message},
    {"message:edit", Rate::sending, edit_message},
    {"message:delete", Rate::sending, delete_message},
    {"reaction:add", Rate::sending, add_reaction},
    {"reaction:remove", Rate::sending, remove_reaction},
    {"message:pin", Rate::sending, pin_message},
    {"message:unpin", Rate::sending, unpin_message},

    {"room:read", Rate::signals, mark_read},
    {"draft:save", Rate::signals, save_draft},
    {"typing", Rate::signals, relay_typing},
    {"sync", Rate::reads, sync},

    {"presence:watch", Rate::signals, watch_presence},
    {"presence:set", Rate::signals, set_presence},
};

}  // namespace

std::span<const EventRoute> all_events() noexcept { return events; }

}  // namespace chatter::realtime
