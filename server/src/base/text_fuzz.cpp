#include "base/text.hpp"

#include "base/testing/fuzz.hpp"

namespace {

using namespace chatter;
using testing::require;

/// UTF-8 as RFC 3629, 3, has it in words: decoded by the lead byte, then judged by its value.
std::optional<std::size_t> count_plainly(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++count) {
        const auto lead = static_cast<unsigned char>(text[i++]);
        const unsigned more = lead < 0x80       ? 0
                              : lead >> 5 == 6  ? 1
                              : lead >> 4 == 14 ? 2
                              : lead >> 3 == 30 ? 3
                                                : 4;
        if (more == 4) return std::nullopt;
        unsigned value = more == 0 ? lead : lead & (0x3FU >> more);
        for (unsigned j = 0; j < more; ++j, ++i) {
            if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return std::nullopt;
            value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
        }
        const unsigned least[] = {0, 0x80, 0x800, 0x10000};
        if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
            return std::nullopt;
    }
    return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = testing::view_of(data, size);

    const auto count = count_code_points(text);
    require(count == count_plainly(text), "the code points are those of the plain count");
    std::size_t position = 0, steps = 0;
    for (; position < size; ++steps) (void)next_code_point(text, position);
    require(position == size && (!count || steps == *count), "the code points end where the text ends");
    require(prefix_code_points(text, size) == text, "a long enough prefix is the whole");

    std::string json;
    append_json_string(json, text);
    require(count_code_points(json).has_value(), "a JSON string is UTF-8");

    require(base64_decode(base64_encode(text)) == text, "base64 comes back");
    require(base64url_decode(base64url_encode(text)) == text, "base64url comes back");
    if (const auto bytes = base64_decode(text))
        require(base64_decode(base64_encode(*bytes)) == bytes, "what was base64 comes back as itself");
    return 0;
}
