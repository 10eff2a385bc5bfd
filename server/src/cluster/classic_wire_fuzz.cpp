#include "cluster/classic_wire.hpp"

#include "base/testing/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    const auto bytes = testing::view_of(data, size);
    if (const auto broadcast = cluster::decode_broadcast(bytes)) {
        const auto again = cluster::decode_broadcast(cluster::encode_broadcast(*broadcast));
        testing::require(again && again->audience == broadcast->audience, "what is written reads back");
    }
    if (const auto request = cluster::decode_request(bytes)) (void)cluster::encode_request(*request);
    (void)cluster::decode_response(bytes);
    return 0;
}
