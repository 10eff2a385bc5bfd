#pragma once

#include <boost/json/value.hpp>

#include "chat/audit.hpp"
#include "chat/entities.hpp"
#include "chat/ports/invite_store.hpp"
#include "chat/ports/message_lookup_store.hpp"
#include "chat/ports/message_store.hpp"
#include "chat/ports/saved_message_store.hpp"
#include "chat/ports/search_store.hpp"
#include "chat/presence.hpp"

/// The JSON shapes of Chatter's entities (docs/openapi.yaml, docs/asyncapi.yaml), for REST and Socket.IO
/// alike. What the public contract does not name is there only when it says something: a status text, a pin.
namespace chatter::wire {

/// Whether a user's email may be in the answer: to oneself and to admins.
enum class Privacy : bool { public_view, own_view };

[[nodiscard]] boost::json::object to_json(const chat::User& user, Privacy privacy = Privacy::public_view);
[[nodiscard]] boost::json::object to_json(const chat::Author& author);
[[nodiscard]] boost::json::object to_json(const chat::Membership& membership);
/// With the membership as a part.
[[nodiscard]] boost::json::object to_json(const chat::ReadPosition& position);
/// With `membership` (null when the viewer is no member) and, for direct rooms, `members`.
[[nodiscard]] boost::json::object to_json(const chat::Room& room);
[[nodiscard]] boost::json::object to_json(const chat::Member& member);
[[nodiscard]] boost::json::object to_json(const chat::Invite& invite);
/// `{userId, status, lastSeenAt}`.
[[nodiscard]] boost::json::object to_json(const chat::Presence& presence);
[[nodiscard]] boost::json::object to_json(const chat::AuditEntry& entry);
[[nodiscard]] boost::json::object to_json(const chat::Message& message);
/// `{id, current, createdAt, lastUsedAt, userAgent, address}`.
[[nodiscard]] boost::json::object to_json(const chat::Session& session, chat::SessionId current);
/// `{rooms: {roomId: {room, messages, truncated}}, joined: [room], left: [roomId]}`.
[[nodiscard]] boost::json::object to_json(const chat::Changes& changes);
/// `{content, replacedAt}`.
[[nodiscard]] boost::json::object to_json(const chat::MessageEdition& edition);
/// `{root, messages, hasBefore, hasAfter}`.
[[nodiscard]] boost::json::object to_json(const chat::ThreadPage& page);
/// `{threads: [{message, room}], nextBefore}`.
[[nodiscard]] boost::json::object to_json(const chat::ThreadList& list);
[[nodiscard]] boost::json::object to_json(const chat::Draft& draft);
/// `{results: [{message, room, savedAt}], nextBefore}`.
[[nodiscard]] boost::json::object to_json(const chat::SavedPage& page);
/// `{results: [{message, room, highlights: [{start, end}]}], nextBefore}`.
[[nodiscard]] boost::json::object to_json(const chat::SearchPage& page);

/// `[item, …]` of any range of the entities above.
template <class Range>
[[nodiscard]] boost::json::array to_json_array(const Range& range) {
    boost::json::array items;
    items.reserve(range.size());
    for (const auto& item : range) items.emplace_back(to_json(item));
    return items;
}

}  // namespace chatter::wire
