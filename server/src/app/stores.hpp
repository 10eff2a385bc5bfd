#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "chat/events.hpp"
#include "chat/ports/image_store.hpp"
#include "chat/ports/invite_store.hpp"
#include "chat/ports/message_change_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/read_marker_store.hpp"
#include "chat/ports/room_keeping_store.hpp"
#include "chat/ports/room_store.hpp"
#include "chat/ports/search_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"

namespace chatter::app {

/// Where everything is kept, whichever database that is.
struct Stores {
    chat::UserStore& users;
    chat::SessionStore& sessions;
    chat::RoomStore& rooms;
    chat::RoomKeepingStore& room_keeping;
    chat::InviteStore& invites;
    chat::MessageStore& messages;
    chat::MessageChangeStore& message_changes;
    chat::ReadMarkerStore& read_markers;
    chat::SearchStore& search;
    chat::ImageStore& images;
    /// Whether the database answers and has every migration.
    std::function<Task<Result<void>>()> check;
    /// For the log, without a password.
    std::string name;
    /// What all of them live in. Its end finishes what they accepted.
    std::shared_ptr<void> keeper;
};

/// Prepares the schema and opens the store that the configuration names. A PostgreSQL that does not answer
/// stops nothing: `check` fails until it does. `events` outlives the stores.
/// Errors: the detail is one line for the operator.
[[nodiscard]] Result<Stores> open_stores(const Config& config, chat::EventSink& events);

}  // namespace chatter::app
