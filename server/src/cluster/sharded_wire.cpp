#include "cluster/sharded_wire.hpp"

#include <cstddef>
#include <utility>

#include "cluster/msgpack.hpp"
#include "cluster/wire_parts.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::cluster {

namespace json = boost::json;

namespace {

/// In the numbers of `ClusterAdapter`, of which the sharded adapter sends these.
enum class MessageType : std::uint8_t {
    broadcast = 3,
    sockets_join,
    sockets_leave,
    disconnect_sockets,
    fetch_sockets,
    fetch_sockets_response,
    server_side_emit,
    server_side_emit_response,
    broadcast_client_count,
    broadcast_ack,
};

/// A Buffer as JSON has it takes many times its size.
constexpr std::size_t spelled_bytes_max = std::size_t{256} * 1024;
constexpr std::size_t socket_id_length = 20;

json::value spell(const std::string& bytes) {
    json::array numbers;
    numbers.reserve(bytes.size());
    for (const auto byte : bytes)
        numbers.emplace_back(static_cast<std::int64_t>(static_cast<unsigned char>(byte)));
    return json::object{{"type", "Buffer"}, {"data", std::move(numbers)}};
}

/// Puts bytes where their places are kept. `decode_msgpack` lets no other object look like such a place.
void spell_out(json::value& value, const socketio::Attachments& attachments) {
    if (auto* const items = value.if_array()) {
        for (auto& item : *items) spell_out(item, attachments);
    } else if (auto* const members = value.if_object()) {
        if (const auto* const num =
                members->contains("_placeholder") ? members->if_contains("num") : nullptr) {
            value = spell(attachments[static_cast<std::size_t>(num->as_int64())]);
            return;
        }
        for (auto& member : *members) spell_out(member.value(), attachments);
    }
}

/// False when there are too many bytes for that.
bool spell_out_all(json::value& value, const socketio::Attachments& attachments) {
    std::size_t size = 0;
    for (const auto& attachment : attachments) size += attachment.size();
    if (size > spelled_bytes_max) return false;
    if (!attachments.empty()) spell_out(value, attachments);
    return true;
}

using Content = std::optional<decltype(ShardedMessage::content)>;

/// What every request to the others' sockets has.
bool read_request(const json::object& data, WireRequest& request) {
    request.request_id = text_in(data, "requestId");
    request.close = flag_in(data, "close", false);
    auto options = read_options(data.if_contains("opts"));
    if (!options || !read_names(data, "rooms", request.rooms)) return false;
    request.audience = std::move(options->audience);
    request.flags = options->flags;
    request.timeout = options->timeout;
    return true;
}

Content read_broadcast(const ShardedMessage& message, json::object& data, socketio::Attachments attachments) {
    auto packet = read_packet(data.if_contains("packet"), std::move(attachments));
    WireRequest request{.type = RequestType::broadcast_with_ack, .uid = message.uid};
    if (!packet || !read_request(data, request)) return std::nullopt;
    if (data.contains("requestId")) {
        if (request.request_id.empty()) return std::nullopt;
        request.packet = std::move(*packet);
        return request;
    }
    return WireBroadcast{.uid = message.uid,
                         .nsp = message.nsp,
                         .packet = std::move(*packet),
                         .audience = std::move(request.audience),
                         .flags = request.flags};
}

Content read_action(RequestType type, const ShardedMessage& message, const json::object& data) {
    WireRequest request{.type = type, .uid = message.uid};
    if (!read_request(data, request)) return std::nullopt;
    if (type == RequestType::remote_fetch && request.request_id.empty()) return std::nullopt;
    return request;
}

Content read_server_side(const ShardedMessage& message, json::object& data) {
    auto* const packet = data.if_contains("packet");
    if (!packet || !packet->is_array() || packet->get_array().empty()) return std::nullopt;
    WireRequest request{.type = RequestType::server_side_emit, .uid = message.uid};
    request.request_id = text_in(data, "requestId");
    request.packet.event = std::move(packet->get_array());
    return request;
}

/// `from` is the one thing that is answered, and `to` what it is called here. It may be left out.
Content read_response(RequestType type, json::object& data, std::string_view from, std::string_view to,
                      socketio::Attachments attachments = {}) {
    WireResponse response{.request_id = text_in(data, "requestId"), .type = type, .body = {}};
    if (response.request_id.empty()) return std::nullopt;
    auto* const value = data.if_contains(from);
    if (!attachments.empty() && (!value || !socketio::placeholders_fit(*value, attachments.size())))
        return std::nullopt;
    if (value) response.body[to] = std::move(*value);
    response.attachments = std::move(attachments);
    return response;
}

Content read_content(int type, const ShardedMessage& message, json::value& data_value,
                     socketio::Attachments attachments) {
    const auto kind = static_cast<MessageType>(type);
    if (kind == MessageType::broadcast)
        return read_broadcast(message, data_value.get_object(), std::move(attachments));
    if (kind == MessageType::broadcast_ack)
        return read_response(RequestType::broadcast_ack, data_value.get_object(), "packet", "packet",
                             std::move(attachments));
    if (!spell_out_all(data_value, attachments)) return std::nullopt;
    auto* const data = data_value.if_object();
    if (!data) return std::nullopt;
    switch (kind) {
        case MessageType::sockets_join: return read_action(RequestType::remote_join, message, *data);
        case MessageType::sockets_leave: return read_action(RequestType::remote_leave, message, *data);
        case MessageType::disconnect_sockets:
            return read_action(RequestType::remote_disconnect, message, *data);
        case MessageType::fetch_sockets: return read_action(RequestType::remote_fetch, message, *data);
        case MessageType::fetch_sockets_response:
            return read_response(RequestType::remote_fetch, *data, "sockets", "sockets");
        case MessageType::server_side_emit: return read_server_side(message, *data);
        case MessageType::server_side_emit_response:
            return read_response(RequestType::server_side_emit, *data, "packet", "data");
        case MessageType::broadcast_client_count:
            return read_response(RequestType::broadcast_client_count, *data, "clientCount", "clientCount");
        default: return std::nullopt;
    }
}

std::string write(MessageType type, json::object data, std::string_view uid, std::string_view nsp,
                  const socketio::Attachments& attachments = {}) {
    const json::object message{
        {"type", static_cast<std::int64_t>(type)}, {"data", std::move(data)}, {"uid", uid}, {"nsp", nsp}};
    if (attachments.empty()) return socketio::to_json(message);
    std::string out;
    append_msgpack(out, message, attachments);
    return out;
}

json::object sharded_packet_json(const WirePacket& packet) {
    return {{"type", event_packet_type}, {"data", packet.event}};
}

json::object options_json(const socketio::Audience& audience, json::object flags) {
    auto options = audience_json(audience);
    options["flags"] = std::move(flags);
    return options;
}

}  // namespace

std::optional<ShardedMessage> decode_sharded(std::string_view bytes) {
    auto unpacked = decode_json_or_msgpack(bytes);
    const auto* const object = unpacked ? unpacked->value.if_object() : nullptr;
    const auto type = object ? number_in(*object, "type") : std::nullopt;
    const auto* const data = object ? object->if_contains("data") : nullptr;
    if (!type || !(*type >= 3 && *type <= 12) || !data || !data->is_object()) return std::nullopt;
    ShardedMessage message{.uid = text_in(*object, "uid"), .nsp = text_in(*object, "nsp"), .content = {}};
    const auto number = static_cast<int>(*type);
    if (number != *type) return std::nullopt;
    auto content = read_content(number, message, unpacked->value.get_object().at("data"),
                                std::move(unpacked->attachments));
    if (!content) return std::nullopt;
    message.content = std::move(*content);
    return message;
}

std::string encode_sharded(const WireBroadcast& broadcast) {
    return write(MessageType::broadcast,
                 {{"packet", sharded_packet_json(broadcast.packet)},
                  {"opts", options_json(broadcast.audience, flags_json(broadcast.flags))}},
                 broadcast.uid, broadcast.nsp, broadcast.packet.attachments);
}

std::string encode_sharded(const WireRequest& request, std::string_view nsp) {
    const auto put = [&](MessageType type, json::object data) {
        return write(type, std::move(data), request.uid, nsp, request.packet.attachments);
    };
    const auto options = [&] { return options_json(request.audience, flags_json(request.flags)); };
    switch (request.type) {
        case RequestType::remote_join:
        case RequestType::remote_leave: {
            const bool is_join = request.type == RequestType::remote_join;
            return put(is_join ? MessageType::sockets_join : MessageType::sockets_leave,
                       {{"opts", options()}, {"rooms", names_json(request.rooms)}});
        }
        case RequestType::remote_disconnect:
            return put(MessageType::disconnect_sockets, {{"opts", options()}, {"close", request.close}});
        case RequestType::remote_fetch:
            return put(MessageType::fetch_sockets, {{"opts", options()}, {"requestId", request.request_id}});
        case RequestType::server_side_emit: {
            json::object data;
            if (!request.request_id.empty()) data["requestId"] = request.request_id;
            data["packet"] = request.packet.event;
            return put(MessageType::server_side_emit, std::move(data));
        }
        case RequestType::broadcast_with_ack: {
            auto flags = flags_json(request.flags);
            if (request.timeout) flags["timeout"] = static_cast<std::int64_t>(request.timeout->count());
            return put(MessageType::broadcast, {{"packet", sharded_packet_json(request.packet)},
                                                {"requestId", request.request_id},
                                                {"opts", options_json(request.audience, std::move(flags))}});
        }
        default: return {};  // what the sharded adapter cannot ask
    }
}

std::string encode_sharded(const WireResponse& response, std::string_view uid, std::string_view nsp) {
    auto type = MessageType::broadcast_ack;
    switch (response.type.value_or(RequestType::broadcast_ack)) {
        case RequestType::remote_fetch: type = MessageType::fetch_sockets_response; break;
        case RequestType::server_side_emit: type = MessageType::server_side_emit_response; break;
        case RequestType::broadcast_client_count: type = MessageType::broadcast_client_count; break;
        default: break;
    }
    json::object data{{"requestId", response.request_id}};
    for (const auto& [key, value] : response.body) data[key == "data" ? "packet" : key] = value;
    return write(type, std::move(data), uid, nsp, response.attachments);
}

bool looks_like_a_socket_id(std::string_view room) noexcept {
    // JavaScript counts units of UTF-16: one for each code point, two for those that take four bytes here.
    std::size_t units = 0;
    for (const auto character : room) {
        const auto byte = static_cast<unsigned char>(character);
        if ((byte & 0xc0U) != 0x80U) units += byte >= 0xf0 ? 2 : 1;
    }
    return units == socket_id_length;
}

}  // namespace chatter::cluster
