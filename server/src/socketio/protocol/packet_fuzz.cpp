#include "socketio/protocol/packet.hpp"

#include <boost/json/object.hpp>

#include "base/testing/fuzz.hpp"
#include "base/text.hpp"
#include "socketio/protocol/json.hpp"

namespace {

using namespace chatter;
using namespace chatter::socketio;
using testing::require;

void check_type(const Packet& packet) {
    const auto* const array = packet.payload.if_array();
    switch (packet.type) {
        case PacketType::connect:
            require(packet.payload.is_null() || packet.payload.is_object(), "auth");
            break;
        case PacketType::disconnect: require(packet.payload.is_null(), "a disconnection says nothing"); break;
        case PacketType::event:
        case PacketType::binary_event:
            require(array && !array->empty() && (array->front().is_number() || array->front().is_string()),
                    "an event has a name");
            if (const auto* name = array->front().if_string())
                require(!is_reserved_event(*name), "no event has a reserved name");
            break;
        case PacketType::ack:
        case PacketType::binary_ack: require(array && packet.id, "an ack says what it answers"); break;
        case PacketType::connect_error: require(false, "no client refuses a connection");
    }
}

EncodedPacket encode(const Packet& packet, bool has_payload) {
    auto type = packet.type;
    if (type == PacketType::binary_event) type = PacketType::event;
    if (type == PacketType::binary_ack) type = PacketType::ack;
    return encode_packet(type, packet.nsp, packet.id, has_payload ? to_json(packet.payload) : std::string(),
                         std::vector<std::string>(packet.attachment_count, "x"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = testing::view_of(data, size);
    const auto packet = decode_packet(text);
    if (!packet) return 0;
    check_type(*packet);
    require(packet->nsp.starts_with('/') && packet->nsp.find(',') == std::string::npos,
            "a namespace is a path");
    require(packet->attachment_count <= attachments_max, "attachments are bounded");

    const auto encoded = encode(*packet, !packet->payload.is_null());
    require(encoded.attachments.size() == packet->attachment_count, "attachments follow");
    require(count_code_points(encoded.text->payload()) || !count_code_points(text), "UTF-8 stays UTF-8");
    const auto again = decode_packet(encoded.text->payload().substr(1));
    require(again.has_value(), "what was decoded can be encoded");
    require(again->type == packet->type && again->nsp == packet->nsp && again->id == packet->id &&
                again->attachment_count == packet->attachment_count,
            "the head comes back");
    require(encode(*again, !again->payload.is_null()).text->payload() == encoded.text->payload(),
            "the payload comes back");
    return 0;
}
