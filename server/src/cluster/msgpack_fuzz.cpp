#include "cluster/msgpack.hpp"

#include "base/testing/fuzz.hpp"
#include "socketio/protocol/json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    const auto unpacked = cluster::decode_msgpack(testing::view_of(data, size));
    if (!unpacked) return 0;
    testing::require(unpacked->attachments.empty() ||
                         socketio::placeholders_fit(unpacked->value, unpacked->attachments.size()),
                     "each attachment has its place");
    std::string written;
    cluster::append_msgpack(written, unpacked->value, unpacked->attachments);
    const auto again = cluster::decode_msgpack(written);
    testing::require(again.has_value() && again->attachments == unpacked->attachments,
                     "what is written reads back");
    testing::require(socketio::to_json(again->value) == socketio::to_json(unpacked->value),
                     "and is the same");
    return 0;
}
