#include "net/websocket/frame.hpp"

#include "base/testing/fuzz.hpp"

namespace {

using namespace chatter;
using namespace chatter::net::websocket;
using testing::require;

constexpr std::uint64_t payload_bytes_max = 100'000;

bool equal(const Parsed& a, const Parsed& b) {
    if (a.error != b.error || a.header.has_value() != b.header.has_value()) return false;
    return !a.header ||
           (a.header->opcode == b.header->opcode && a.header->final == b.header->final &&
            a.header->compressed == b.header->compressed &&
            a.header->header_bytes == b.header->header_bytes &&
            a.header->payload_bytes == b.header->payload_bytes && a.header->mask == b.header->mask);
}

void check_header(std::string_view bytes, bool deflates) {
    const auto whole = parse_header(bytes, payload_bytes_max, deflates);
    require(!(whole.header && whole.error), "a frame is good or bad");
    require(bytes.size() < 14 || whole.header || whole.error, "a header has 14 bytes at most");
    if (whole.header) {
        require(whole.header->header_bytes <= bytes.size(), "a header is read once it is there");
        require(whole.header->payload_bytes <= payload_bytes_max, "no payload is longer than the bound");
        require(deflates || !whole.header->compressed, "nothing is compressed that may not be");
    }
    for (std::size_t length = 0; length < std::min<std::size_t>(bytes.size(), 15); ++length) {
        const auto cut = parse_header(bytes.substr(0, length), payload_bytes_max, deflates);
        require((!cut.header && !cut.error) || equal(cut, whole), "more bytes never change a verdict");
    }
}

void check_unmasking(std::string_view bytes, const std::array<std::uint8_t, 4>& mask) {
    std::string payload(bytes);
    unmask(payload, mask);
    for (std::size_t i = 0; i < payload.size(); ++i)
        require(static_cast<std::uint8_t>(payload[i] ^ bytes[i]) == mask[i % 4], "each byte meets its mask");
}

/// A frame of ours, with the mask that a client would add, is read as what it is.
void check_writing(std::string_view payload) {
    const Frame frame(Opcode::binary, payload.substr(0, payload.size() / 2),
                      payload.substr(payload.size() / 2));
    require(frame.payload() == payload, "a frame holds its payload");
    std::string masked(frame.bytes().substr(0, frame.bytes().size() - payload.size()));
    masked[1] = static_cast<char>(masked[1] | 0x80);
    masked.append(4, '\0');
    const auto parsed = parse_header(masked, payload.size());
    require(parsed.header && parsed.header->payload_bytes == payload.size() && parsed.header->final,
            "what is written is read");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = testing::view_of(data, size);
    check_header(bytes, false);
    check_header(bytes, true);
    if (const auto parsed = parse_header(bytes, payload_bytes_max); parsed.header)
        check_unmasking(bytes.substr(parsed.header->header_bytes), parsed.header->mask);
    check_writing(bytes);
    return 0;
}
