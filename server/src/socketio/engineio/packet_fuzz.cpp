#include "socketio/engineio/packet.hpp"

#include "base/testing/fuzz.hpp"

/// Whether the message is binary, then the message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    using testing::require;
    auto message = testing::view_of(data, size);
    const bool binary = testing::take_byte(message) % 2 == 1;
    const auto packet = engineio::decode_packet(binary, message);
    require(packet || !binary, "a binary message is always a packet");
    if (!packet) return 0;
    require(packet->binary == binary, "the kind of a message is kept");
    const auto encoded = binary ? engineio::encode_binary_message(packet->data)
                                : engineio::encode_packet(packet->type, packet->data);
    require(encoded->payload() == message, "a packet is encoded as it came");
    require(encoded->is_binary() == binary, "and as the same kind");
    return 0;
}
