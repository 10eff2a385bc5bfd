#include "socketio/engineio/packet.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatter::engineio {

namespace {

constexpr char separator = '\x1e';

std::optional<PacketType> type_of(char c) noexcept {
    if (c < '0' || c > '6') return std::nullopt;
    return static_cast<PacketType>(c);
}

std::optional<Packet> decode_polling_packet(std::string_view text) {
    if (text.starts_with('b')) {
        auto bytes = base64_decode(text.substr(1));
        if (!bytes) return std::nullopt;
        return Packet{.type = PacketType::message, .binary = true, .data = std::move(*bytes)};
    }
    const auto view = decode_packet(false, text);
    if (!view) return std::nullopt;
    return Packet{.type = view->type, .binary = false, .data = std::string(view->data)};
}

}  // namespace

std::optional<PacketView> decode_packet(bool binary, std::string_view message) noexcept {
    if (binary) return PacketView{.type = PacketType::message, .binary = true, .data = message};
    if (message.empty()) return std::nullopt;
    const auto type = type_of(message.front());
    if (!type) return std::nullopt;
    return PacketView{.type = *type, .binary = false, .data = message.substr(1)};
}

std::optional<std::vector<Packet>> decode_payload(std::string_view body) {
    std::vector<Packet> packets;
    while (true) {
        const auto end = std::min(body.find(separator), body.size());
        auto packet = decode_polling_packet(body.substr(0, end));
        if (!packet) return std::nullopt;
        packets.push_back(std::move(*packet));
        if (end == body.size()) return packets;
        body.remove_prefix(end + 1);
    }
}

SharedFrame encode_packet(PacketType type, std::string_view data, bool compress) {
    const char prefix = static_cast<char>(type);
    return std::make_shared<const Frame>(net::websocket::Opcode::text, std::string_view(&prefix, 1), data,
                                         compress);
}

SharedFrame encode_binary_message(std::string_view data, bool compress) {
    return std::make_shared<const Frame>(net::websocket::Opcode::binary, std::string_view(), data, compress);
}

std::string encode_payload(const std::vector<SharedFrame>& packets) {
    std::string body;
    for (const auto& packet : packets) {
        if (!body.empty()) body.push_back(separator);
        if (packet->is_binary()) {
            body.push_back('b');
            body += base64_encode(packet->payload());
        } else {
            body += packet->payload();
        }
    }
    return body;
}

}  // namespace chatter::engineio
