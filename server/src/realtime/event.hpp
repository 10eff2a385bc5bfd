// The events that a client sends, as http/route.hpp has the requests: a table of names and handlers.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "chat/ports/presence_store.hpp"
#include "chat/rate_class.hpp"
#include "chat/use_cases.hpp"
#include "realtime/presence_directory.hpp"
#include "realtime/viewer.hpp"

namespace chatter::realtime {

/// What the handlers of every event share. It outlives them all.
struct EventContext {
    chat::UseCases chat;
    const Clock& clock;
    socketio::Namespace& nsp;
    PresenceDirectory& presence;
    chat::PresenceStore& presence_store;
};

/// One event on its way to its handler.
struct ReceivedEvent {
    std::shared_ptr<socketio::Socket> socket;
    boost::json::value payload;  // the first argument

    [[nodiscard]] Viewer& viewer() const { return viewer_of(*socket); }
    [[nodiscard]] chat::UserId user_id() const { return viewer().user.id; }
};

/// The members of a JSON object as they stand in its text: `"message":{…}`. Not none.
struct MembersText {
    std::string text;
};

/// What stands in the ack beside `ok`, which is true unless it stands there too.
using EventAnswer = Result<std::variant<boost::json::object, MembersText>>;
using EventHandler = Task<EventAnswer> (*)(const EventContext&, ReceivedEvent);

struct EventRoute {
    std::string_view name;
    chat::RateClass rate_class;
    EventHandler handler;
};

/// Every event there is. Any other is answered `unknown_event`.
[[nodiscard]] std::span<const EventRoute> all_events() noexcept;

}  // namespace chatter::realtime
