#include "cluster/sharded_wire.hpp"

#include "base/testing/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    const auto message = cluster::decode_sharded(testing::view_of(data, size));
    if (!message) return 0;
    std::string again;
    if (const auto* const broadcast = std::get_if<cluster::WireBroadcast>(&message->content))
        again = cluster::encode_sharded(*broadcast);
    else if (const auto* const request = std::get_if<cluster::WireRequest>(&message->content))
        again = cluster::encode_sharded(*request, message->nsp);
    else
        again = cluster::encode_sharded(std::get<cluster::WireResponse>(message->content), message->uid,
                                        message->nsp);
    // Text that is no UTF-8 comes in MessagePack and cannot be read back from JSON.
    if (const auto read = cluster::decode_sharded(again))
        testing::require(read->content.index() == message->content.index(), "it is written as what it is");
    return 0;
}
