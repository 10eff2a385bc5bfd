#include "cluster/wire_parts.hpp"

#include <algorithm>

#include "socketio/protocol/json.hpp"

namespace chatter::cluster {

namespace json = boost::json;
using socketio::Audience;

namespace {

constexpr std::size_t names_max = 100'000;
constexpr double timeout_ms_max = 24.0 * 3600 * 1000;

/// A name of a room: JavaScript's may be a number.
std::optional<std::string> name_of(const json::value& value) {
    if (const auto* const text = value.if_string()) return std::string(*text);
    if (value.is_number()) return socketio::to_json(value);
    return std::nullopt;
}

std::optional<WirePacket> read_event(const json::value* value, socketio::Attachments attachments) {
    const auto* const items = value ? value->if_array() : nullptr;
    if (!items || items->empty()) return std::nullopt;
    const auto& name = items->front();
    if (!name.is_number() && (!name.is_string() || socketio::is_reserved_event(name.get_string())))
        return std::nullopt;
    if (!attachments.empty() && !socketio::placeholders_fit(*value, attachments.size())) return std::nullopt;
    return WirePacket{.event = *items, .attachments = std::move(attachments)};
}

}  // namespace

std::optional<Unpacked> decode_json_or_msgpack(std::string_view bytes) {
    if (bytes.size() > wire_bytes_max) return std::nullopt;
    if (!bytes.starts_with('{')) return decode_msgpack(bytes);
    auto value = socketio::parse_json(bytes);
    if (!value) return std::nullopt;
    return Unpacked{.value = std::move(*value), .attachments = {}};
}

std::optional<double> number_in(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    if (!value || !value->is_number()) return std::nullopt;
    return value->to_number<double>();
}

std::string text_in(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    return value ? name_of(*value).value_or("") : "";
}

bool flag_in(const json::object& object, std::string_view key, bool otherwise) {
    const auto* const value = object.if_contains(key);
    return value && value->is_bool() ? value->get_bool() : otherwise;
}

bool read_names(const json::object& object, std::string_view key, std::vector<std::string>& names) {
    const auto* const value = object.if_contains(key);
    if (!value || value->is_null()) return true;
    const auto* const items = value->if_array();
    if (!items || items->size() > names_max) return false;
    for (const auto& item : *items) {
        auto name = name_of(item);
        if (!name) return false;
        names.push_back(std::move(*name));
    }
    return true;
}

std::optional<WireOptions> read_options(const json::value* value) {
    WireOptions options;
    const auto* const object = value ? value->if_object() : nullptr;
    if (!object || !read_names(*object, "rooms", options.audience.rooms) ||
        !read_names(*object, "except", options.audience.except))
        return std::nullopt;
    const auto* const flags = object->if_contains("flags");
    if (!flags || !flags->is_object()) return options;
    options.flags.is_volatile = flag_in(flags->get_object(), "volatile", false);
    options.flags.compress = flag_in(flags->get_object(), "compress", true);
    if (const auto timeout = number_in(flags->get_object(), "timeout"); timeout && *timeout >= 0)
        options.timeout =
            std::chrono::milliseconds(static_cast<std::int64_t>(std::min(*timeout, timeout_ms_max)));
    return options;
}

std::optional<WirePacket> read_packet(const json::value* value, socketio::Attachments attachments) {
    const auto* const packet = value ? value->if_object() : nullptr;
    if (!packet || number_in(*packet, "type") != static_cast<double>(event_packet_type)) return std::nullopt;
    return read_event(packet->if_contains("data"), std::move(attachments));
}

std::optional<socketio::RemoteSocket> to_remote_socket(const json::value& value) {
    const auto* const object = value.if_object();
    if (!object) return std::nullopt;
    socketio::RemoteSocket socket;
    socket.id = text_in(*object, "id");
    if (socket.id.empty() || !read_names(*object, "rooms", socket.rooms)) return std::nullopt;
    if (const auto* const handshake = object->if_contains("handshake"); handshake && handshake->is_object())
        socket.handshake = handshake->get_object();
    if (const auto* const data = object->if_contains("data")) socket.data = *data;
    return socket;
}

json::array names_json(const std::vector<std::string>& names) {
    return json::array(names.begin(), names.end());
}

json::object flags_json(socketio::BroadcastFlags flags) {
    json::object object;
    if (flags.is_volatile) object["volatile"] = true;
    if (!flags.compress) object["compress"] = false;
    return object;
}

json::object audience_json(const Audience& audience) {
    return {{"rooms", names_json(audience.rooms)}, {"except", names_json(audience.except)}};
}

json::object to_json(const socketio::RemoteSocket& socket) {
    return {{"id", socket.id},
            {"handshake", socket.handshake},
            {"rooms", names_json(socket.rooms)},
            {"data", socket.data}};
}

std::optional<WirePacket> unpack(const socketio::EncodedPacket& packet) {
    auto event = socketio::parse_json(socketio::json_of(packet));
    if (!event || !event->is_array()) return std::nullopt;
    WirePacket wire{.event = std::move(event->get_array()), .attachments = {}};
    for (const auto& attachment : packet.attachments) wire.attachments.emplace_back(attachment->payload());
    return wire;
}

}  // namespace chatter::cluster
