#include "realtime/ordered_delivery.hpp"

#include <boost/json/object.hpp>
#include <optional>
#include <utility>

namespace chatter::realtime {

namespace json = boost::json;

namespace {

/// What an event says of a room's place.
struct Stated {
    chat::RoomId room;
    Sequencer::Place place;
};

std::int64_t integer_of(const json::object& object, std::string_view name) {
    const auto* const value = object.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

const json::object* object_of(const json::array& event, std::string_view name) {
    const auto* const payload = event.size() > 1 ? event[1].if_object() : nullptr;
    const auto* const value = payload ? payload->if_contains(name) : nullptr;
    return value ? value->if_object() : nullptr;
}

std::string_view name_of(const json::array& event) {
    const auto* const name = event.empty() ? nullptr : event[0].if_string();
    return name ? std::string_view(*name) : std::string_view();
}

/// What follows `prefix` in the name of the one room that the audience is.
std::string_view one_room(const socketio::Audience& audience, std::string_view prefix) {
    if (audience.rooms.size() != 1 || !audience.rooms.front().starts_with(prefix)) return {};
    return std::string_view(audience.rooms.front()).substr(prefix.size());
}

/// A change of a message that all who hear its room are told of.
std::optional<Stated> message_change(const json::array& event, const socketio::Audience& audience) {
    const auto name = name_of(event);
    const bool is_new = name == "message:new";
    if (!is_new && name != "message:updated" && name != "message:deleted") return std::nullopt;
    const auto* const message = object_of(event, "message");
    const auto room = chat::RoomId::parse(one_room(audience, "room:"));
    if (!message || !room) return std::nullopt;
    const auto version = integer_of(*message, "version");
    if (version <= 0) return std::nullopt;
    return Stated{.room = *room,
                  .place = {.version = version, .seq = is_new ? integer_of(*message, "seq") : 0}};
}

/// The room that a user has joined, as they are shown it.
std::optional<Stated> joined_room(const json::array& event, const socketio::Audience& audience) {
    if (name_of(event) != "room:added" || one_room(audience, "user:").empty()) return std::nullopt;
    const auto* const room = object_of(event, "room");
    const auto* const id = room ? room->if_contains("id") : nullptr;
    const auto parsed = id && id->is_string() ? chat::RoomId::parse(id->get_string()) : std::nullopt;
    if (!parsed) return std::nullopt;
    return Stated{.room = *parsed,
                  .place = {.version = integer_of(*room, "version"), .seq = integer_of(*room, "lastSeq")}};
}

}  // namespace

void OrderedDelivery::take(const json::array& event, const socketio::Audience& audience,
                           Sequencer::Deliver deliver) {
    if (const auto change = message_change(event, audience)) {
        const std::lock_guard lock(mutex_);
        if (sequencer_.put(change->room, change->place, std::move(deliver)))
            handlers_.on_gap(change->room, sequencer_.told(change->room).value().version);
        return;
    }
    const auto joined = joined_room(event, audience);
    if (!joined) return deliver();
    // In one turn: what was told before is not heard by who joins, and what is told after it is.
    const std::lock_guard lock(mutex_);
    deliver();
    handlers_.on_join(audience.rooms.front(), joined->room);
    sequencer_.follow(joined->room, joined->place, std::chrono::steady_clock::now());
    const auto told = sequencer_.told(joined->room).value();
    if (told.version <= joined->place.version) return;
    sequencer_.hold(joined->room);
    handlers_.on_late_joiner(
        {.user_room = audience.rooms.front(), .room = joined->room, .shown = joined->place, .told = told});
}

}  // namespace chatter::realtime
