#include "net/websocket/deflate.hpp"

#include "base/testing/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    using namespace chatter::net::websocket;
    using testing::require;
    static constexpr std::size_t payload_bytes_max = 100'000;
    const auto message = testing::view_of(data, size);

    const auto expanded = inflate_message(message, payload_bytes_max);
    if (expanded) {
        require(expanded->size() <= payload_bytes_max, "a message expands to the bound at most");
        require(inflate_message(message, expanded->size()) == *expanded, "its own size is enough");
        if (!expanded->empty())
            require(inflate_message(message, expanded->size() - 1).error() == CloseCode::too_big,
                    "less is not");
        require(inflate_message(deflate_message(*expanded), payload_bytes_max) == *expanded,
                "what was expanded can be compressed");
    } else {
        require(expanded.error() == CloseCode::too_big || expanded.error() == CloseCode::invalid_payload,
                "a message is too big or no compressed one");
    }
    require(inflate_message(deflate_message(message), size) == message, "what is compressed comes back");
    return 0;
}
