#include "cluster/classic_wire.hpp"

#include <cmath>

#include "cluster/msgpack.hpp"
#include "cluster/wire_parts.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::cluster {

namespace json = boost::json;

namespace {

json::object packet_json(const WirePacket& packet, std::string_view nsp) {
    return {{"type", event_packet_type}, {"data", packet.event}, {"nsp", nsp}};
}

}  // namespace

std::optional<WireBroadcast> decode_broadcast(std::string_view bytes) {
    if (bytes.size() > wire_bytes_max) return std::nullopt;
    auto unpacked = decode_msgpack(bytes);
    const auto* const items = unpacked ? unpacked->value.if_array() : nullptr;
    if (!items || items->size() < 3 || !(*items)[0].is_string()) return std::nullopt;
    WireBroadcast broadcast;
    broadcast.uid = (*items)[0].get_string();
    auto packet = read_packet(&(*items)[1], std::move(unpacked->attachments));
    auto options = read_options(&(*items)[2]);
    if (!packet || !options) return std::nullopt;
    const auto* const nsp = (*items)[1].get_object().if_contains("nsp");
    broadcast.nsp = nsp && nsp->is_string() ? std::string(nsp->get_string()) : "/";
    broadcast.packet = std::move(*packet);
    broadcast.audience = std::move(options->audience);
    broadcast.flags = options->flags;
    return broadcast;
}

std::optional<WireRequest> decode_request(std::string_view bytes) {
    auto unpacked = decode_json_or_msgpack(bytes);
    const auto* const object = unpacked ? unpacked->value.if_object() : nullptr;
    const auto type = object ? number_in(*object, "type") : std::nullopt;
    if (!type || *type < 0 || *type > static_cast<int>(RequestType::broadcast_with_ack) ||
        std::floor(*type) != *type)
        return std::nullopt;
    WireRequest request;
    request.type = static_cast<RequestType>(static_cast<int>(*type));
    request.uid = text_in(*object, "uid");
    request.request_id = text_in(*object, "requestId");
    request.close = flag_in(*object, "close", false);
    if (!read_names(*object, "rooms", request.rooms)) return std::nullopt;
    if (const auto* const given = object->if_contains("opts")) {
        auto options = read_options(given);
        if (!options) return std::nullopt;
        request.audience = std::move(options->audience);
        request.flags = options->flags;
        request.timeout = options->timeout;
    } else if (const auto id = text_in(*object, "sid"); !id.empty()) {
        // As versions before 6 asked of one socket.
        request.audience.rooms.push_back(id);
        if (auto room = text_in(*object, "room"); !room.empty()) request.rooms.push_back(std::move(room));
    }
    if (request.type == RequestType::server_side_emit) {
        const auto* const data = object->if_contains("data");
        if (!data || !data->is_array() || data->get_array().empty()) return std::nullopt;
        request.packet.event = data->get_array();
    }
    if (request.type == RequestType::broadcast_with_ack) {
        auto packet = read_packet(object->if_contains("packet"), std::move(unpacked->attachments));
        if (!packet || request.request_id.empty()) return std::nullopt;
        request.packet = std::move(*packet);
    }
    return request;
}

std::optional<WireResponse> decode_response(std::string_view bytes) {
    auto unpacked = decode_json_or_msgpack(bytes);
    auto* const object = unpacked ? unpacked->value.if_object() : nullptr;
    if (!object) return std::nullopt;
    WireResponse response;
    response.request_id = text_in(*object, "requestId");
    if (response.request_id.empty()) return std::nullopt;
    if (const auto type = number_in(*object, "type"); type && *type >= 0 && *type <= 9)
        response.type = static_cast<RequestType>(static_cast<int>(*type));
    if (!unpacked->attachments.empty()) {
        const auto* const packet = object->if_contains("packet");
        if (!packet || !socketio::placeholders_fit(*packet, unpacked->attachments.size()))
            return std::nullopt;
    }
    response.body = std::move(*object);
    response.attachments = std::move(unpacked->attachments);
    return response;
}

std::string encode_broadcast(const WireBroadcast& broadcast) {
    auto options = audience_json(broadcast.audience);
    options["flags"] = flags_json(broadcast.flags);
    std::string out;
    append_msgpack(
        out, json::array{broadcast.uid, packet_json(broadcast.packet, broadcast.nsp), std::move(options)},
        broadcast.packet.attachments);
    return out;
}

std::string encode_request(const WireRequest& request) {
    json::object object{{"uid", request.uid}};
    if (!request.request_id.empty()) object["requestId"] = request.request_id;
    object["type"] = static_cast<std::int64_t>(request.type);
    switch (request.type) {
        case RequestType::broadcast_with_ack: {
            object["packet"] = json::object{{"type", event_packet_type}, {"data", request.packet.event}};
            auto options = audience_json(request.audience);
            auto flags = flags_json(request.flags);
            if (request.timeout) flags["timeout"] = static_cast<std::int64_t>(request.timeout->count());
            options["flags"] = std::move(flags);
            object["opts"] = std::move(options);
            std::string out;
            append_msgpack(out, object, request.packet.attachments);
            return out;
        }
        case RequestType::server_side_emit: object["data"] = request.packet.event; break;
        case RequestType::remote_join:
        case RequestType::remote_leave:
            object["opts"] = audience_json(request.audience);
            object["rooms"] = names_json(request.rooms);
            break;
        case RequestType::remote_disconnect:
            object["opts"] = audience_json(request.audience);
            object["close"] = request.close;
            break;
        case RequestType::remote_fetch: object["opts"] = audience_json(request.audience); break;
        default: break;
    }
    return socketio::to_json(object);
}

std::string encode_response(const WireResponse& response) {
    json::object object;
    const auto type = response.type;
    if (type == RequestType::server_side_emit || type == RequestType::broadcast_client_count ||
        type == RequestType::broadcast_ack)
        object["type"] = static_cast<std::int64_t>(*type);
    object["requestId"] = response.request_id;
    for (const auto& [key, value] : response.body) object[key] = value;
    if (type != RequestType::broadcast_ack) return socketio::to_json(object);
    // Node's notepack writes what a client did not say as `undefined`; it reads null alike.
    object.emplace("packet", nullptr);
    std::string out;
    append_msgpack(out, object, response.attachments);
    return out;
}

}  // namespace chatter::cluster
