#include "base/testing/fuzz.hpp"
#include "socketio/engineio/packet.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter::engineio;
    using chatter::testing::require;
    const auto body = chatter::testing::view_of(data, size);
    const auto packets = decode_payload(body);
    if (!packets) return 0;
    require(!packets->empty() && packets->size() <= size, "a payload has a packet, each of a byte or more");

    std::vector<SharedFrame> frames;
    for (const auto& packet : *packets)
        frames.push_back(packet.binary ? encode_binary_message(packet.data)
                                       : encode_packet(packet.type, packet.data));
    const auto again = decode_payload(encode_payload(frames));
    require(again && again->size() == packets->size(), "what was decoded can be encoded");
    for (std::size_t i = 0; i < packets->size(); ++i) {
        const auto &one = (*packets)[i], &other = (*again)[i];
        require(one.type == other.type && one.binary == other.binary && one.data == other.data,
                "a packet comes back as it was");
    }
    return 0;
}
