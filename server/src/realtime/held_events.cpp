#include "realtime/held_events.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace chatter::realtime {

namespace json = boost::json;

namespace {

bool is_before(const ShownRooms& shown, const json::object& stated, std::string_view id_name) {
    const auto* const id = stated.if_contains(id_name);
    const auto* const version = stated.if_contains("version");
    if (!id || !id->is_string() || !version || !version->is_int64()) return false;
    const auto room_id = chat::RoomId::parse(id->get_string());
    const auto found = room_id ? shown.find(*room_id) : shown.end();
    return found != shown.end() && version->get_int64() < found->second;
}

/// The payload of an event, if it is an object.
json::object payload_of(std::string_view event_json) {
    boost::system::error_code error;
    auto event = json::parse(event_json, error);
    auto* const args = event.if_array();
    if (error || !args || args->size() < 2 || !args->at(1).is_object()) return {};
    return std::move(args->at(1).get_object());
}

}  // namespace

bool is_older_than(const ShownRooms& shown, std::string_view event_json) {
    if (event_json.starts_with(R"(["read:updated",)"))
        return is_before(shown, payload_of(event_json), "roomId");
    if (!event_json.starts_with(R"(["room:updated",)")) return false;
    const auto payload = payload_of(event_json);
    const auto* const room = payload.if_contains("room");
    return room && room->is_object() && is_before(shown, room->get_object(), "id");
}

}  // namespace chatter::realtime
