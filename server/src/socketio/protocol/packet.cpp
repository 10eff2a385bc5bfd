#include "socketio/protocol/packet.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "base/text.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::socketio {

namespace json = boost::json;

namespace {

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

bool payload_fits(const Packet& packet, bool has_payload) {
    const auto* const array = packet.payload.if_array();
    switch (packet.type) {
        case PacketType::connect: return !has_payload || packet.payload.is_object();
        case PacketType::disconnect: return !has_payload;
        case PacketType::event:
        case PacketType::binary_event: {
            if (!array || array->empty()) return false;
            if (const auto* number = array->front().if_double()) return std::isfinite(*number);
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

/// Calls `visit` with the number of each placeholder (null: it has none), in the order of the text.
template <class Value, class Visit>
void visit_placeholders(Value& value, const Visit& visit) {
    if (auto* const array = value.if_array()) {
        for (auto& item : *array) visit_placeholders(item, visit);
    } else if (auto* const object = value.if_object()) {
        if (const auto* marked = object->if_contains("_placeholder"); marked && *marked == true)
            return visit(object->if_contains("num"));
        for (auto& member : *object) visit_placeholders(member.value(), visit);
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
        if (packet.attachment_count < 1 || packet.attachment_count > attachments_max) return std::nullopt;
        text.remove_prefix(1);
    }
    if (text.starts_with('/')) {
        const auto end = std::min(text.find(','), text.size());
        packet.nsp = std::string(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!text.empty() && is_ascii_digit(text.front())) {
        std::uint64_t id = 0;
        if (!take_number(text, id)) return std::nullopt;
        packet.id = id;
    }
    const bool has_payload = !text.empty();
    if (has_payload) {
        auto payload = parse_json(text);
        if (!payload) return std::nullopt;
        packet.payload = std::move(*payload);
    }
    if (!payload_fits(packet, has_payload)) return std::nullopt;
    if (is_binary(packet.type) && !placeholders_fit(packet.payload, packet.attachment_count))
        return std::nullopt;
    return packet;
}

bool placeholders_fit(const json::value& payload, std::size_t count) {
    std::vector<std::int64_t> numbers;
    visit_placeholders(payload, [&](const json::value* number) {
        numbers.push_back(number && number->is_int64() ? number->get_int64() : -1);
    });
    if (numbers.size() != count) return false;
    std::ranges::sort(numbers);
    for (std::size_t i = 0; i < count; ++i)
        if (numbers[i] != static_cast<std::int64_t>(i)) return false;
    return true;
}

void sort_attachments(json::value& payload, Attachments& attachments) {
    Attachments sorted;
    visit_placeholders(payload, [&](json::value* number) {
        const auto from = static_cast<std::size_t>(number->as_int64());
        *number = sorted.size();
        sorted.push_back(std::move(attachments[from]));
    });
    attachments = std::move(sorted);
}

EncodedPacket encode_packet(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                            std::string_view payload_json, const Attachments& attachments, bool compress) {
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
    packet.text = engineio::encode_packet(engineio::PacketType::message, head, compress);
    packet.attachments.reserve(attachments.size());
    for (const auto& bytes : attachments)
        packet.attachments.push_back(engineio::encode_binary_message(bytes, compress));
    return packet;
}

std::string_view json_of(const EncodedPacket& packet) noexcept {
    auto text = packet.text->payload().substr(2);  // past the two protocols' types
    if (text.find('-') < text.find_first_of("/[")) text.remove_prefix(text.find('-') + 1);
    if (text.starts_with('/')) text.remove_prefix(text.find(',') + 1);
    return text.substr(text.find('['));  // past the ack's id
}

json::object placeholder(std::size_t n) { return {{"_placeholder", true}, {"num", n}}; }

std::string event_json(std::string_view name, const json::array& args) {
    std::string text = "[";
    append_json_string(text, name);
    for (const auto& arg : args) {
        text += ',';
        append_json(text, arg);
    }
    text += ']';
    return text;
}

std::string checked_event_json(std::string_view name, const json::array& args) {
    if (is_reserved_event(name))
        throw std::invalid_argument("\"" + std::string(name) + "\" is a reserved event name");
    return event_json(name, args);
}

}  // namespace chatter::socketio
