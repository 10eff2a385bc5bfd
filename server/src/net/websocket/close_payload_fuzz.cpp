#include "base/testing/fuzz.hpp"
#include "base/text.hpp"
#include "net/websocket/frame.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chatter;
    using namespace chatter::net::websocket;
    const auto payload = testing::view_of(data, size);
    const auto wrong = check_close_payload(payload);
    if (wrong) {
        testing::require(*wrong == CloseCode::protocol_error || *wrong == CloseCode::invalid_payload,
                         "a bad payload is a protocol error or bad text");
        return 0;
    }
    if (payload.empty()) return 0;
    testing::require(size >= 2, "half a code is none");
    const unsigned code = unsigned{data[0]} << 8 | data[1];
    testing::require(code >= 1000 && code < 5000, "no code outside RFC 6455, 7.4.2");
    testing::require(code != 1005 && code != 1006 && code != 1015, "no code that may not be sent");
    testing::require(count_code_points(payload.substr(2)).has_value(), "the reason is UTF-8");
    return 0;
}
