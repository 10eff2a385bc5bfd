#include "cluster/presence_wire.hpp"

#include "base/testing/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    const auto bytes = testing::view_of(data, size);
    if (const auto word = cluster::decode_presence(bytes)) {
        const auto again = cluster::decode_presence(cluster::encode_presence(*word));
        testing::require(again && again->told == word->told && again->people.size() <= word->people.size(),
                         "what is written reads back");
    }
    (void)cluster::read_presence_hash("node", {"told", "1", std::string(bytes), std::string(bytes)});
    return 0;
}
