#include "socketio/protocol/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/text.hpp"

namespace chatter::socketio {

namespace json = boost::json;

namespace {

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_high_surrogate(unsigned unit) noexcept { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(unsigned unit) noexcept { return unit >= 0xDC00 && unit <= 0xDFFF; }

/// Whether a character ends a plain stretch of a string: its quote, an escape, or one that must be escaped.
constexpr auto ends_stretch = [] {
    std::array<bool, 256> ends{};
    std::fill_n(ends.begin(), 0x20, true);
    ends['"'] = ends['\\'] = true;
    return ends;
}();

/// Whether a number of this type holds what a well-formed `text` says.
template <class Number>
bool reads_as(std::string_view text, Number& number) noexcept {
    return std::from_chars(text.data(), text.data() + text.size(), number).ec == std::errc();
}

/// Generalised UTF-8: a lone surrogate takes three bytes as any other code point of its size.
std::string_view encode_code_point(unsigned c, std::array<char, 4>& bytes) noexcept {
    const auto continuation = [c](unsigned shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) {
        bytes = {static_cast<char>(c)};
        return {bytes.data(), 1};
    }
    if (c < 0x800) {
        bytes = {static_cast<char>(0xC0 | c >> 6), continuation(0)};
        return {bytes.data(), 2};
    }
    if (c < 0x10000) {
        bytes = {static_cast<char>(0xE0 | c >> 12), continuation(6), continuation(0)};
        return {bytes.data(), 3};
    }
    bytes = {static_cast<char>(0xF0 | c >> 18), continuation(12), continuation(6), continuation(0)};
    return {bytes.data(), 4};
}

/// Recursive descent over valid UTF-8. Every function leaves `at_` behind what it read, or returns false.
class Reader {
  public:
    Reader(std::string_view text, json::value_stack& values) noexcept : text_(text), values_(values) {}

    bool read_document() {
        skip_space();
        if (!read_value(0)) return false;
        skip_space();
        return at_ == text_.size();
    }

  private:
    [[nodiscard]] bool next_is(char c) const noexcept { return at_ < text_.size() && text_[at_] == c; }
    [[nodiscard]] bool next_is_digit() const noexcept {
        return at_ < text_.size() && is_ascii_digit(text_[at_]);
    }

    bool take(char c) noexcept {
        if (!next_is(c)) return false;
        ++at_;
        return true;
    }

    bool take_word(std::string_view word) noexcept {
        if (!text_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    bool take_digits() noexcept {
        if (!next_is_digit()) return false;
        while (next_is_digit()) ++at_;
        return true;
    }

    void skip_space() noexcept {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    bool read_value(std::size_t depth) {
        if (at_ == text_.size()) return false;
        switch (text_[at_]) {
            case '[': return read_array(depth + 1);
            case '{': return read_object(depth + 1);
            case '"':
                if (!read_string()) return false;
                values_.push_string(tail_);
                return true;
            case 't': return take_word("true") && (values_.push_bool(true), true);
            case 'f': return take_word("false") && (values_.push_bool(false), true);
            case 'n': return take_word("null") && (values_.push_null(), true);
            default: return read_number();
        }
    }

    bool read_array(std::size_t depth) {
        if (depth > json_depth_max) return false;
        ++at_;
        skip_space();
        std::size_t count = 0;
        if (!take(']')) {
            do {
                skip_space();
                if (!read_value(depth)) return false;
                ++count;
                skip_space();
            } while (take(','));
            if (!take(']')) return false;
        }
        values_.push_array(count);
        return true;
    }

    bool read_object(std::size_t depth) {
        if (depth > json_depth_max) return false;
        ++at_;
        skip_space();
        std::size_t count = 0;
        if (!take('}')) {
            do {
                skip_space();
                if (!next_is('"') || !read_string()) return false;
                values_.push_key(tail_);
                skip_space();
                if (!take(':')) return false;
                skip_space();
                if (!read_value(depth)) return false;
                ++count;
                skip_space();
            } while (take(','));
            if (!take('}')) return false;
        }
        values_.push_object(count);
        return true;
    }

    /// Pushes all but the last stretch of a string, which stays in `tail_`: what has no escape is copied
    /// once.
    bool read_string() {
        ++at_;
        while (true) {
            const auto start = at_;
            while (at_ < text_.size() && !ends_stretch[static_cast<unsigned char>(text_[at_])]) ++at_;
            if (at_ == text_.size()) return false;
            tail_ = text_.substr(start, at_ - start);
            if (take('"')) return true;
            if (!take('\\')) return false;
            if (!tail_.empty()) values_.push_chars(tail_);
            if (!read_escape()) return false;
        }
    }

    bool read_escape() {
        if (at_ == text_.size()) return false;
        const char c = text_[at_++];
        if (c == 'u') return read_unicode_escape();
        static constexpr std::string_view letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const auto found = letters.find(c);
        if (found == std::string_view::npos) return false;
        values_.push_chars(meanings.substr(found, 1));
        return true;
    }

    bool read_unicode_escape() {
        unsigned code_point = 0;
        if (!take_hex(code_point)) return false;
        if (is_high_surrogate(code_point)) {
            const auto behind_first = at_;
            unsigned low = 0;
            if (take_word("\\u") && take_hex(low) && is_low_surrogate(low))
                code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
            else
                at_ = behind_first;
        }
        std::array<char, 4> bytes{};
        values_.push_chars(encode_code_point(code_point, bytes));
        return true;
    }

    bool take_hex(unsigned& unit) noexcept {
        if (text_.size() - at_ < 4) return false;
        const auto* const first = text_.data() + at_;
        const auto [end, error] = std::from_chars(first, first + 4, unit, 16);
        if (error != std::errc() || end != first + 4) return false;
        at_ += 4;
        return true;
    }

    bool read_number() {
        const auto start = at_;
        const bool negative = take('-');
        if (!take('0') && !take_digits()) return false;
        bool whole = true;
        if (take('.')) {
            whole = false;
            if (!take_digits()) return false;
        }
        if (take('e') || take('E')) {
            whole = false;
            if (!take('+')) take('-');
            if (!take_digits()) return false;
        }
        push_number(text_.substr(start, at_ - start), whole, negative);
        return true;
    }

    void push_number(std::string_view text, bool whole, bool negative) {
        if (std::int64_t number = 0; whole && reads_as(text, number)) {
            if (number == 0 && negative) return values_.push_double(-0.0);
            return values_.push_int64(number);
        }
        if (std::uint64_t number = 0; whole && !negative && reads_as(text, number))
            return values_.push_uint64(number);
        double number = 0;
        // from_chars does not say which end of its range a number is past.
        if (!reads_as(text, number)) number = std::strtod(std::string(text).c_str(), nullptr);
        values_.push_double(number);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string_view tail_;
    json::value_stack& values_;
};

/// Number::toString of ECMAScript, 6.1.6.1.20.
void append_double(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out += "null";
        return;
    }
    if (number == 0) {
        out += '0';
        return;
    }
    // The shortest digits that read back equal: "-1.234e+05".
    std::array<char, 32> buffer{};
    const auto* const end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::scientific)
            .ptr;
    std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    if (text.starts_with('-')) {
        out += '-';
        text.remove_prefix(1);
    }
    const auto e = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
    std::string digits(text.substr(0, 1));
    if (e > 1) digits += text.substr(2, e - 2);

    const int count = static_cast<int>(digits.size()), point = exponent + 1;
    if (point > 21 || point <= -6) {
        out += digits.front();
        if (count > 1) out.append(".").append(digits, 1);
        out.append(exponent < 0 ? "e" : "e+").append(std::to_string(exponent));
    } else if (point <= 0) {
        out.append("0.").append(static_cast<std::size_t>(-point), '0').append(digits);
    } else if (count <= point) {
        out.append(digits).append(static_cast<std::size_t>(point - count), '0');
    } else {
        out.append(digits, 0, static_cast<std::size_t>(point)).append(".");
        out.append(digits, static_cast<std::size_t>(point));
    }
}

void append_array(std::string& out, const json::array& array) {
    out += '[';
    for (const auto& item : array) {
        if (&item != array.begin()) out += ',';
        append_json(out, item);
    }
    out += ']';
}

void append_object(std::string& out, const json::object& object) {
    out += '{';
    for (const auto& entry : object) {
        if (&entry != object.begin()) out += ',';
        append_json_string(out, entry.key());
        out += ':';
        append_json(out, entry.value());
    }
    out += '}';
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text) {
    if (!count_code_points(text)) return std::nullopt;
    std::array<unsigned char, 2048> scratch;  // small texts need no other memory while they are read
    json::value_stack values({}, scratch.data(), scratch.size());
    values.reset();
    if (!Reader(text, values).read_document()) return std::nullopt;
    return values.release();
}

void append_json(std::string& out, const json::value& value) {
    switch (value.kind()) {
        case json::kind::null: out += "null"; return;
        case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
        case json::kind::int64: out += std::to_string(value.get_int64()); return;
        case json::kind::uint64: out += std::to_string(value.get_uint64()); return;
        case json::kind::double_: return append_double(out, value.get_double());
        case json::kind::string: return append_json_string(out, value.get_string());
        case json::kind::array: return append_array(out, value.get_array());
        case json::kind::object: return append_object(out, value.get_object());
    }
}

std::string to_json(const json::value& value) {
    std::string text;
    append_json(text, value);
    return text;
}

std::string to_json(const json::array& array) {
    std::string text;
    append_array(text, array);
    return text;
}

}  // namespace chatter::socketio
