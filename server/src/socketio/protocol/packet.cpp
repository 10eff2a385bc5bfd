#include "socketio/protocol/packet.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "base/text.hpp"

namespace chatter::socketio {

namespace json = boost::json;

namespace {

constexpr std::size_t json_depth_max = 64;

std::optional<PacketType> type_of(char c) noexcept {
    if (c < '0' || c > '6') return std::nullopt;
    return static_cast<PacketType>(c);
}

bool is_binary(PacketType type) noexcept {
    return type == PacketType::binary_event || type == PacketType::binary_ack;
}

/// Reads the digits at the front of `text`; false when there are none or they are too many.
template <class Number>
bool take_number(std::string_view& text, Number& number) noexcept {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool payload_fits(const Packet& packet, bool has_payload) {
    const auto* const array = packet.payload.if_array();
    switch (packet.type) {
        case PacketType::connect: return !has_payload || packet.payload.is_object();
        case PacketType::disconnect: return !has_payload;
        case PacketType::event:
        case PacketType::binary_event: {
            if (!array || array->empty()) return false;
            if (array->front().is_number()) return true;
            const auto* const name = array->front().if_string();
            return name && !is_reserved_event(*name);
        }
        case PacketType::ack:
        case PacketType::binary_ack: return array != nullptr && packet.id.has_value();
        case PacketType::connect_error: return false;  // only a server sends it
    }
    return false;
}

void collect_placeholders(const json::value& value, std::vector<std::int64_t>& numbers) {
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) collect_placeholders(item, numbers);
    } else if (const auto* object = value.if_object()) {
        if (const auto* marked = object->if_contains("_placeholder"); marked && *marked == true) {
            const auto* number = object->if_contains("num");
            numbers.push_back(number && number->is_int64() ? number->get_int64() : -1);
            return;
        }
        for (const auto& [key, item] : *object) collect_placeholders(item, numbers);
    }
}

}  // namespace

bool is_reserved_event(std::string_view name) noexcept {
    static constexpr std::array reserved{"connect",       "connect_error", "disconnect",
                                         "disconnecting", "newListener",   "removeListener"};
    return std::ranges::find(reserved, name) != reserved.end();
}

std::optional<Packet> decode_packet(std::string_view text) {
    if (text.empty()) return std::nullopt;
    const auto type = type_of(text.front());
    if (!type) return std::nullopt;
    text.remove_prefix(1);
    Packet packet;
    packet.type = *type;

    if (is_binary(packet.type)) {
        if (!take_number(text, packet.attachment_count) || !text.starts_with('-')) return std::nullopt;
        if (packet.attachment_count > attachments_max) return std::nullopt;
        text.remove_prefix(1);
    }
    if (text.starts_with('/')) {
        const auto end = std::min(text.find(','), text.size());
        packet.nsp = std::string(text.substr(0, std::min(text.find('?'), end)));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!text.empty() && is_digit(text.front())) {
        std::uint64_t id = 0;
        if (!take_number(text, id)) return std::nullopt;
        packet.id = id;
    }
    const bool has_payload = !text.empty();
    if (has_payload) {
        json::parse_options options;
        options.max_depth = json_depth_max;
        boost::system::error_code error;
        packet.payload = json::parse(text, error, {}, options);
        if (error) return std::nullopt;
    }
    if (!payload_fits(packet, has_payload)) return std::nullopt;
    if (is_binary(packet.type) && !placeholders_fit(packet.payload, packet.attachment_count))
        return std::nullopt;
    return packet;
}

bool placeholders_fit(const json::value& payload, std::size_t count) {
    std::vector<std::int64_t> numbers;
    collect_placeholders(payload, numbers);
    if (numbers.size() != count) return false;
    std::ranges::sort(numbers);
    for (std::size_t i = 0; i < count; ++i)
        if (numbers[i] != static_cast<std::int64_t>(i)) return false;
    return true;
}

EncodedPacket encode_packet(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                            std::string_view payload_json, const std::vector<std::string>& attachments) {
    if (!attachments.empty() && type == PacketType::event) type = PacketType::binary_event;
    if (!attachments.empty() && type == PacketType::ack) type = PacketType::binary_ack;
    std::string head(1, static_cast<char>(type));
    if (is_binary(type)) head += std::to_string(attachments.size()) + '-';
    if (nsp != "/") {
        head += nsp;
        head += ',';
    }
    if (id) head += std::to_string(*id);
    head += payload_json;
    EncodedPacket packet;
    packet.text = engineio::encode_packet(engineio::PacketType::message, head);
    packet.attachments.reserve(attachments.size());
    for (const auto& bytes : attachments)
        packet.attachments.push_back(engineio::encode_binary_message(bytes));
    return packet;
}

std::string event_json(std::string_view name, const json::array& args) {
    std::string text = "[";
    append_json_string(text, name);
    for (const auto& arg : args) {
        text += ',';
        text += json::serialize(arg);
    }
    text += ']';
    return text;
}

}  // namespace chatter::socketio
