#include "base/testing/fuzz.hpp"
#include "base/text.hpp"
#include "net/websocket/frame.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    const auto key = testing::view_of(data, size);
    const auto accept = net::websocket::accept_key(key);
    if (accept) testing::require(key.size() == 24, "a key is 16 bytes of base64");
    if (accept) testing::require(base64_decode(*accept)->size() == 20, "the answer is a SHA-1 in base64");
    if (size >= 16)
        testing::require(net::websocket::accept_key(base64_encode(key.substr(0, 16))).has_value(),
                         "every 16 bytes are a key");
    return 0;
}
