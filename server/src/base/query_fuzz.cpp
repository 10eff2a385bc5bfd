#include "base/testing/fuzz.hpp"
#include "base/text.hpp"

namespace {

using namespace chatter;
using testing::require;

std::string percent_encode(std::string_view text) {
    static constexpr std::string_view hex = "0123456789aBcDeF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += hex[byte >> 4];
        encoded += hex[byte & 0x0F];
    }
    return encoded;
}

}  // namespace

/// A name, a zero byte, a value, a zero byte, and any query.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto rest = testing::view_of(data, size);
    const auto name = testing::take_string(rest), value = testing::take_string(rest), query = rest;

    require(percent_decode(percent_encode(value)) == value, "escapes come back");
    const auto pair = percent_encode(name) + '=' + percent_encode(value);
    require(query_value(pair, name) == value, "a query gives its only value");
    require(query_value(pair + '&' + std::string(query), name) == value, "the first value counts");
    const auto found = query_value(query, name);
    require(!found || found->size() <= query.size(), "a value is no longer than its query");
    for (const auto* asked : {"sid", "EIO", "transport"}) (void)query_value(query, asked);
    return 0;
}
