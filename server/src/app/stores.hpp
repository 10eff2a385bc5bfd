#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/config.hpp"
#include "chat/events.hpp"
#include "chat/ports/account_store.hpp"
#include "chat/ports/administration_store.hpp"
#include "chat/ports/audit_store.hpp"
#include "chat/ports/block_store.hpp"
#include "chat/ports/draft_store.hpp"
#include "chat/ports/image_store.hpp"
#include "chat/ports/invite_store.hpp"
#include "chat/ports/message_change_store.hpp"
#include "chat/ports/message_lookup_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/missed_message_store.hpp"
#include "chat/ports/presence_store.hpp"
#include "chat/ports/read_marker_store.hpp"
#include "chat/ports/room_keeping_store.hpp"
#include "chat/ports/room_store.hpp"
#include "chat/ports/saved_message_store.hpp"
#include "chat/ports/search_store.hpp"
#include "chat/ports/session_ending_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"

namespace chatter::app {

/// Where everything is kept, whichever database that is.
struct Stores {
    chat::UserStore& users;
    chat::SessionStore& sessions;
    chat::SessionEndingStore& session_endings;
    chat::AuditStore& audit;
    chat::AdministrationStore& administration;
    chat::AccountStore& accounts;
    chat::BlockStore& blocks;
    chat::RoomStore& rooms;
    chat::RoomKeepingStore& room_keeping;
    chat::InviteStore& invites;
    chat::MessageStore& messages;
    chat::MessageChangeStore& message_changes;
    chat::MessageLookupStore& message_lookup;
    chat::MissedMessageStore& missed_messages;
    chat::ReadMarkerStore& read_markers;
    chat::PresenceStore& presence;
    chat::DraftStore& drafts;
    chat::SavedMessageStore& saved_messages;
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
