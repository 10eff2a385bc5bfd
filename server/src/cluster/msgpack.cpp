#include "cluster/msgpack.hpp"

#include <bit>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cmath>
#include <concepts>
#include <limits>
#include <utility>

#include "base/time.hpp"
#include "socketio/protocol/json.hpp"

namespace chatter::cluster {

namespace json = boost::json;

namespace {

constexpr std::string_view placeholder_key = "_placeholder";

/// JavaScript's Date ends here, to both sides.
constexpr double date_ms_max = 8.64e15;

class Decoder {
  public:
    explicit Decoder(std::string_view bytes) : rest_(bytes) {}

    std::optional<Unpacked> run() {
        Unpacked unpacked;
        if (!read(unpacked.value, socketio::json_depth_max) || !rest_.empty()) return std::nullopt;
        unpacked.attachments = std::move(attachments_);
        return unpacked;
    }

  private:
    template <std::unsigned_integral Number>
    bool take(Number& number) {
        if (rest_.size() < sizeof number) return false;
        number = 0;
        for (std::size_t i = 0; i < sizeof number; ++i)
            number = static_cast<Number>(static_cast<std::uint64_t>(number) << 8 |
                                         static_cast<unsigned char>(rest_[i]));
        rest_.remove_prefix(sizeof number);
        return true;
    }
    bool take_bytes(std::size_t count, std::string_view& bytes) {
        if (rest_.size() < count) return false;
        bytes = rest_.substr(0, count);
        rest_.remove_prefix(count);
        return true;
    }
    template <class Length>
    bool take_length(std::uint64_t& length) {
        Length number = 0;
        if (!take(number)) return false;
        length = number;
        return true;
    }

    bool read(json::value& value, std::size_t depth);
    bool read_marked(std::uint8_t mark, json::value& value, std::size_t depth);
    bool read_text(std::uint64_t length, json::value& value);
    bool read_binary(std::uint64_t length, json::value& value);
    bool read_array(std::uint64_t length, json::value& value, std::size_t depth);
    bool read_map(std::uint64_t length, json::value& value, std::size_t depth);
    bool read_extension(std::uint64_t length, json::value& value);
    template <class Number>
    bool read_unsigned(json::value& value) {
        Number number = 0;
        if (!take(number)) return false;
        // As JSON is read: what fits is signed.
        if (std::in_range<std::int64_t>(number))
            value = static_cast<std::int64_t>(number);
        else
            value = static_cast<std::uint64_t>(number);
        return true;
    }
    template <class Number>
    bool read_signed(json::value& value) {
        std::make_unsigned_t<Number> number = 0;
        if (!take(number)) return false;
        value = static_cast<std::int64_t>(static_cast<Number>(number));
        return true;
    }

    std::string_view rest_;
    socketio::Attachments attachments_;
};

bool Decoder::read(json::value& value, std::size_t depth) {
    std::uint8_t mark = 0;
    if (!take(mark)) return false;
    if (mark < 0x80) {
        value = std::int64_t{mark};
        return true;
    }
    if (mark < 0x90) return read_map(mark & 0x0fU, value, depth);
    if (mark < 0xa0) return read_array(mark & 0x0fU, value, depth);
    if (mark < 0xc0) return read_text(mark & 0x1fU, value);
    if (mark >= 0xe0) {
        value = std::int64_t{static_cast<std::int8_t>(mark)};
        return true;
    }
    return read_marked(mark, value, depth);
}

bool Decoder::read_marked(std::uint8_t mark, json::value& value, std::size_t depth) {
    std::uint64_t length = 0;
    switch (mark) {
        case 0xc0: value = nullptr; return true;
        case 0xc2: value = false; return true;
        case 0xc3: value = true; return true;
        case 0xc4: return take_length<std::uint8_t>(length) && read_binary(length, value);
        case 0xc5: return take_length<std::uint16_t>(length) && read_binary(length, value);
        case 0xc6: return take_length<std::uint32_t>(length) && read_binary(length, value);
        case 0xc7: return take_length<std::uint8_t>(length) && read_extension(length, value);
        case 0xca: {
            std::uint32_t bits = 0;
            if (!take(bits)) return false;
            value = static_cast<double>(std::bit_cast<float>(bits));
            return true;
        }
        case 0xcb: {
            std::uint64_t bits = 0;
            if (!take(bits)) return false;
            value = std::bit_cast<double>(bits);
            return true;
        }
        case 0xcc: return read_unsigned<std::uint8_t>(value);
        case 0xcd: return read_unsigned<std::uint16_t>(value);
        case 0xce: return read_unsigned<std::uint32_t>(value);
        case 0xcf: return read_unsigned<std::uint64_t>(value);
        case 0xd0: return read_signed<std::int8_t>(value);
        case 0xd1: return read_signed<std::int16_t>(value);
        case 0xd2: return read_signed<std::int32_t>(value);
        case 0xd3: return read_signed<std::int64_t>(value);
        case 0xd4: return read_extension(1, value);
        case 0xd6: return read_extension(4, value);
        case 0xd7: return read_extension(8, value);
        case 0xd9: return take_length<std::uint8_t>(length) && read_text(length, value);
        case 0xda: return take_length<std::uint16_t>(length) && read_text(length, value);
        case 0xdb: return take_length<std::uint32_t>(length) && read_text(length, value);
        case 0xdc: return take_length<std::uint16_t>(length) && read_array(length, value, depth);
        case 0xdd: return take_length<std::uint32_t>(length) && read_array(length, value, depth);
        case 0xde: return take_length<std::uint16_t>(length) && read_map(length, value, depth);
        case 0xdf: return take_length<std::uint32_t>(length) && read_map(length, value, depth);
        default: return false;
    }
}

bool Decoder::read_text(std::uint64_t length, json::value& value) {
    std::string_view bytes;
    if (!take_bytes(length, bytes)) return false;
    value = bytes;
    return true;
}

bool Decoder::read_binary(std::uint64_t length, json::value& value) {
    std::string_view bytes;
    if (!take_bytes(length, bytes)) return false;
    value = json::object{{placeholder_key, true}, {"num", static_cast<std::int64_t>(attachments_.size())}};
    attachments_.emplace_back(bytes);
    return true;
}

bool Decoder::read_array(std::uint64_t length, json::value& value, std::size_t depth) {
    // Every item takes a byte at least, so that no short text makes a long array.
    if (depth == 0 || length > rest_.size()) return false;
    auto& items = value.emplace_array();
    items.reserve(length);
    for (std::uint64_t i = 0; i < length; ++i)
        if (!read(items.emplace_back(nullptr), depth - 1)) return false;
    return true;
}

bool Decoder::read_map(std::uint64_t length, json::value& value, std::size_t depth) {
    if (depth == 0 || length > rest_.size() / 2) return false;
    auto& members = value.emplace_object();
    members.reserve(length);
    for (std::uint64_t i = 0; i < length; ++i) {
        json::value key;
        if (!read(key, 1) || !key.is_string() || key.get_string() == placeholder_key) return false;
        const auto [member, is_new] = members.emplace(key.get_string(), nullptr);
        if (!is_new || !read(member->value(), depth - 1)) return false;
    }
    return true;
}

bool Decoder::read_extension(std::uint64_t length, json::value& value) {
    std::uint8_t type = 0;
    std::string_view bytes;
    if (!take(type) || !take_bytes(length, bytes)) return false;
    const auto number = [&](std::size_t at, std::size_t size) {
        std::uint64_t made = 0;
        for (const auto byte : bytes.substr(at, size)) made = made << 8 | static_cast<unsigned char>(byte);
        return made;
    };
    const auto set_date = [&](double ms) {
        if (!(std::abs(ms) <= date_ms_max)) return false;
        value = to_iso8601(Time(std::chrono::milliseconds(static_cast<std::int64_t>(std::floor(ms)))));
        return true;
    };
    if (type == 0 && length == 1) {
        value = nullptr;
        return true;
    }
    if (type == 0 && length == 8)
        return set_date(static_cast<double>(static_cast<std::int64_t>(number(0, 8))));
    if (type != 0xff) return false;
    if (length == 4) return set_date(static_cast<double>(number(0, 4)) * 1e3);
    if (length == 8) {
        const auto bits = number(0, 8);
        return set_date(static_cast<double>(bits & 0x3'ffff'ffffU) * 1e3 +
                        static_cast<double>(bits >> 34) / 1e6);
    }
    if (length != 12) return false;
    return set_date(static_cast<double>(static_cast<std::int64_t>(number(4, 8))) * 1e3 +
                    static_cast<double>(number(0, 4)) / 1e6);
}

void append_number(std::string& out, std::uint64_t number, std::size_t bytes) {
    for (auto shift = bytes * 8; shift > 0; shift -= 8) out += static_cast<char>(number >> (shift - 8));
}

/// Of the marks for lengths of one, two and four bytes; `first` is 0 where there is none for one.
void append_length(std::string& out, std::uint64_t length, std::uint8_t first, std::uint8_t second,
                   std::uint8_t third) {
    const bool one = first != 0 && length <= 0xff;
    const bool two = !one && length <= 0xffff;
    out += static_cast<char>(one ? first : two ? second : third);
    append_number(out, length, one ? 1 : two ? 2 : 4);
}

void append_text(std::string& out, std::string_view text) {
    if (text.size() < 32)
        out += static_cast<char>(0xa0U | text.size());
    else
        append_length(out, text.size(), 0xd9, 0xda, 0xdb);
    out += text;
}

void append_unsigned(std::string& out, std::uint64_t number) {
    if (number < 0x80) {
        out += static_cast<char>(number);
    } else if (number <= 0xff) {
        out += '\xcc';
        append_number(out, number, 1);
    } else if (number <= 0xffff) {
        out += '\xcd';
        append_number(out, number, 2);
    } else if (number <= 0xffff'ffff) {
        out += '\xce';
        append_number(out, number, 4);
    } else {
        out += '\xcf';
        append_number(out, number, 8);
    }
}

void append_signed(std::string& out, std::int64_t number) {
    if (number >= 0) return append_unsigned(out, static_cast<std::uint64_t>(number));
    const auto bits = static_cast<std::uint64_t>(number);
    if (number >= -0x20) {
        out += static_cast<char>(bits);
    } else if (number >= std::numeric_limits<std::int8_t>::min()) {
        out += '\xd0';
        append_number(out, bits, 1);
    } else if (number >= std::numeric_limits<std::int16_t>::min()) {
        out += '\xd1';
        append_number(out, bits, 2);
    } else if (number >= std::numeric_limits<std::int32_t>::min()) {
        out += '\xd2';
        append_number(out, bits, 4);
    } else {
        out += '\xd3';
        append_number(out, bits, 8);
    }
}

/// The number of the attachment whose place `object` keeps; nothing when it is an object of its own.
std::optional<std::size_t> attachment_of(const json::object& object, std::size_t count) {
    const auto* const marked = object.if_contains(placeholder_key);
    const auto* const num = object.if_contains("num");
    if (!marked || !num || *marked != json::value(true)) return std::nullopt;
    boost::system::error_code error;
    const auto number = num->to_number<std::size_t>(error);
    return error || number >= count ? std::nullopt : std::optional(number);
}

}  // namespace

std::optional<Unpacked> decode_msgpack(std::string_view bytes) { return Decoder(bytes).run(); }

void append_msgpack(std::string& out, const json::value& value, const socketio::Attachments& attachments) {
    switch (value.kind()) {
        case json::kind::null: out += '\xc0'; return;
        case json::kind::bool_: out += value.get_bool() ? '\xc3' : '\xc2'; return;
        case json::kind::int64: return append_signed(out, value.get_int64());
        case json::kind::uint64: return append_unsigned(out, value.get_uint64());
        case json::kind::double_:
            out += '\xcb';
            return append_number(out, std::bit_cast<std::uint64_t>(value.get_double()), 8);
        case json::kind::string: return append_text(out, value.get_string());
        case json::kind::array: {
            const auto& items = value.get_array();
            if (items.size() < 16)
                out += static_cast<char>(0x90U | items.size());
            else
                append_length(out, items.size(), 0, 0xdc, 0xdd);
            for (const auto& item : items) append_msgpack(out, item, attachments);
            return;
        }
        case json::kind::object: break;
    }
    const auto& members = value.get_object();
    if (const auto number = attachment_of(members, attachments.size())) {
        append_length(out, attachments[*number].size(), 0xc4, 0xc5, 0xc6);
        out += attachments[*number];
        return;
    }
    if (members.size() < 16)
        out += static_cast<char>(0x80U | members.size());
    else
        append_length(out, members.size(), 0, 0xde, 0xdf);
    for (const auto& member : members) {
        append_text(out, member.key());
        append_msgpack(out, member.value(), attachments);
    }
}

}  // namespace chatter::cluster
