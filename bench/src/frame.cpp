#include "frame.hpp"

#include <cstring>

namespace chatter::bench {

namespace {

std::uint64_t big_endian(std::string_view bytes) noexcept {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

void append_big_endian(std::string& out, std::uint64_t value, unsigned bytes) {
    for (unsigned shift = bytes * 8; shift > 0; shift -= 8) out += static_cast<char>(value >> (shift - 8));
}

}  // namespace

void append_masked_frame(std::string& out, Opcode opcode, std::string_view payload, std::uint32_t mask) {
    constexpr unsigned masked = 0x80;
    out += static_cast<char>(0x80U | static_cast<unsigned>(opcode));
    if (payload.size() < 126) {
        out += static_cast<char>(masked | payload.size());
    } else if (payload.size() <= 0xffff) {
        out += static_cast<char>(masked | 126U);
        append_big_endian(out, payload.size(), 2);
    } else {
        out += static_cast<char>(masked | 127U);
        append_big_endian(out, payload.size(), 8);
    }
    char key[4];
    std::memcpy(key, &mask, sizeof key);
    out.append(key, sizeof key);
    const auto start = out.size();
    out += payload;
    for (std::size_t i = 0; i < payload.size(); ++i) out[start + i] ^= key[i & 3];
}

FrameState read_frame(std::string_view bytes, std::size_t bytes_max, Frame& frame) noexcept {
    if (bytes.size() < 2) return FrameState::partial;
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto second = static_cast<unsigned char>(bytes[1]);
    if ((first & 0xf0) != 0x80 || (second & 0x80) != 0) return FrameState::broken;

    std::size_t header = 2;
    std::uint64_t length = second;
    if (length >= 126) {
        const std::size_t extended = length == 126 ? 2 : 8;
        header += extended;
        if (bytes.size() < header) return FrameState::partial;
        length = big_endian(bytes.substr(2, extended));
    }
    if (length > bytes_max) return FrameState::broken;
    if (bytes.size() < header + length) return FrameState::partial;
    frame = {.opcode = static_cast<Opcode>(first & 0x0f),
             .payload = bytes.substr(header, length),
             .bytes = header + static_cast<std::size_t>(length)};
    return FrameState::whole;
}

}  // namespace chatter::bench
