#include "net/websocket/frame.hpp"

#include <boost/uuid/detail/sha1.hpp>
#include <cstring>

#include "base/text.hpp"
#include "net/websocket/deflate.hpp"

namespace chatter::net::websocket {

namespace {

constexpr std::uint8_t compressed_bit = 0x40;  // RSV1 (RFC 7692, 6)

bool is_known(std::uint8_t opcode) noexcept { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }
bool is_control(std::uint8_t opcode) noexcept { return opcode >= 8; }

std::uint64_t big_endian(std::span<const char> bytes) noexcept {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

}  // namespace

Frame::Frame(Opcode opcode, std::string_view prefix, std::string_view payload, bool compress)
    : binary_(opcode == Opcode::binary), compress_(compress) {
    write(static_cast<std::uint8_t>(0x80 | static_cast<std::uint8_t>(opcode)), prefix, payload);
}

void Frame::write(std::uint8_t first_byte, std::string_view prefix, std::string_view payload) {
    const auto size = static_cast<std::uint64_t>(prefix.size() + payload.size());
    const unsigned length_bytes = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
    header_bytes_ = static_cast<std::uint8_t>(2 + length_bytes);
    bytes_.clear();
    bytes_.reserve(header_bytes_ + size);
    bytes_.push_back(static_cast<char>(first_byte));
    bytes_.push_back(static_cast<char>(length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127));
    for (unsigned i = length_bytes; i > 0; --i)
        bytes_.push_back(static_cast<char>(size >> (8 * (i - 1)) & 0xFF));
    bytes_ += prefix;
    bytes_ += payload;
}

const SharedFrame& Frame::deflated() const {
    std::call_once(deflate_once_, [this] {
        const auto twin =
            std::make_shared<Frame>(binary_ ? Opcode::binary : Opcode::text, std::string_view());
        const auto opcode = static_cast<std::uint8_t>(binary_ ? Opcode::binary : Opcode::text);
        twin->write(static_cast<std::uint8_t>(0x80 | compressed_bit | opcode), {},
                    deflate_message(payload()));
        deflated_ = twin;
    });
    return deflated_;
}

SharedFrame close_frame(CloseCode code) {
    const auto value = static_cast<std::uint16_t>(code);
    const char payload[] = {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
    return std::make_shared<const Frame>(Opcode::close, std::string_view(payload, sizeof payload));
}

Parsed parse_header(std::span<const char> bytes, std::uint64_t payload_bytes_max, bool deflates) noexcept {
    if (bytes.size() < 2) return {};
    const auto first = static_cast<std::uint8_t>(bytes[0]), second = static_cast<std::uint8_t>(bytes[1]);
    const std::uint8_t opcode = first & 0x0F;
    const bool final = (first & 0x80) != 0;
    const std::uint8_t short_length = second & 0x7F;
    const bool masked = (second & 0x80) != 0;
    const bool compressed = (first & compressed_bit) != 0;
    const bool may_be_compressed = deflates && (opcode == 1 || opcode == 2);
    if ((first & 0x30) != 0 || (compressed && !may_be_compressed) || !is_known(opcode) || !masked)
        return {.header = {}, .error = CloseCode::protocol_error};
    if (is_control(opcode) && (!final || short_length > 125))
        return {.header = {}, .error = CloseCode::protocol_error};

    const std::size_t length_bytes = short_length < 126 ? 0 : short_length == 126 ? 2 : 8;
    if (bytes.size() < 2 + length_bytes) return {};
    const std::uint64_t length =
        length_bytes == 0 ? short_length : big_endian(bytes.subspan(2, length_bytes));
    if ((length_bytes == 2 && length < 126) || (length_bytes == 8 && (length <= 0xFFFF || length >> 63 != 0)))
        return {.header = {}, .error = CloseCode::protocol_error};
    if (length > payload_bytes_max) return {.header = {}, .error = CloseCode::too_big};

    const std::size_t header_bytes = 2 + length_bytes + 4;
    if (bytes.size() < header_bytes) return {};
    Header header{.opcode = static_cast<Opcode>(opcode),
                  .final = final,
                  .compressed = compressed,
                  .header_bytes = header_bytes,
                  .payload_bytes = length,
                  .mask = {}};
    std::memcpy(header.mask.data(), bytes.data() + 2 + length_bytes, 4);
    return {.header = header, .error = {}};
}

void unmask(std::span<char> payload, const std::array<std::uint8_t, 4>& mask) noexcept {
    std::uint64_t wide = 0;
    std::memcpy(&wide, mask.data(), 4);
    std::memcpy(reinterpret_cast<char*>(&wide) + 4, mask.data(), 4);
    std::size_t i = 0;
    for (; i + 8 <= payload.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, payload.data() + i, 8);
        word ^= wide;
        std::memcpy(payload.data() + i, &word, 8);
    }
    for (; i < payload.size(); ++i)
        payload[i] = static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ mask[i % 4]);
}

std::optional<CloseCode> check_close_payload(std::string_view payload) noexcept {
    if (payload.empty()) return std::nullopt;
    if (payload.size() == 1) return CloseCode::protocol_error;
    const auto code = big_endian(std::span(payload.data(), 2));
    const bool allowed = (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
                         (code >= 3000 && code <= 4999);
    if (!allowed) return CloseCode::protocol_error;
    if (!count_code_points(payload.substr(2))) return CloseCode::invalid_payload;
    return std::nullopt;
}

std::optional<std::string> accept_key(std::string_view key) {
    if (key.size() != 24 || !key.ends_with("==")) return std::nullopt;
    if (const auto decoded = base64_decode(key); !decoded || decoded->size() != 16) return std::nullopt;
    const auto text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    boost::uuids::detail::sha1 hash;
    hash.process_bytes(text.data(), text.size());
    unsigned words[5];
    hash.get_digest(words);
    std::string digest;
    for (const unsigned word : words)
        for (int shift = 24; shift >= 0; shift -= 8)
            digest.push_back(static_cast<char>(word >> shift & 0xFF));
    return base64_encode(digest);
}

}  // namespace chatter::net::websocket
