// The lines of an export: export_format.hpp.

#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <cstring>
#include <optional>

#include "base/errc.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/uuid.hpp"
#include "store/case_folding.hpp"
#include "store/move/export_format.hpp"

namespace chatter::store::move {

namespace {

namespace json = boost::json;

constexpr std::size_t unknown_fields_max = 16;

// What has no four-digit year is written as a number.
constexpr std::int64_t first_written_time = -62'167'219'200'000;  // 0000-01-01
constexpr std::int64_t last_written_time = 253'402'300'799'999;   // 9999-12-31

std::optional<std::string_view> string_in(const json::value& value) {
    const auto* const text = value.if_string();
    if (text == nullptr) return std::nullopt;
    return std::string_view(text->data(), text->size());
}

std::unexpected<Error> refuse(const Field& field, std::string_view why) {
    return fail(chatter::Errc::unavailable, "the field " + field.name + " " + std::string(why));
}

void append_hex(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += {digits[byte >> 4U], digits[byte & 0xFU]};
    }
}

std::optional<std::string> parse_hex(std::string_view text) {
    std::string bytes;
    if (text.size() % 2 != 0) return std::nullopt;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned byte = 0;
        const auto* const end = text.data() + i + 2;
        if (std::from_chars(text.data() + i, end, byte, 16).ptr != end) return std::nullopt;
        bytes += static_cast<char>(byte);
    }
    return bytes;
}

/// Whether a text is a JSON object that reads and writes as itself.
bool is_plain_object(const std::string& text) {
    boost::system::error_code failed;
    const auto value = json::parse(text, failed);
    return !failed && value.is_object() && json::serialize(value) == text;
}

Result<void> append_number(std::string& out, const Field& field, std::int64_t number) {
    const bool is_written_time = number >= first_written_time && number <= last_written_time;
    if (field.form == Form::time && is_written_time) {
        append_json_string(out, to_iso8601(Time(std::chrono::milliseconds(number))));
    } else if (field.form == Form::word) {
        if (number < 0 || number >= std::ssize(field.words)) return refuse(field, "holds an unknown number");
        append_json_string(out, field.words[static_cast<std::size_t>(number)]);
    } else if (field.form == Form::flag) {
        out += number != 0 ? "true" : "false";
    } else {
        out += std::to_string(number);
    }
    return {};
}

Result<void> append_value(std::string& out, const Field& field, const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) {
        out += "null";
        return {};
    }
    if (const auto* const number = std::get_if<std::int64_t>(&value))
        return append_number(out, field, *number);
    const auto& text = std::get<std::string>(value);
    switch (field.form) {
        case Form::id: {
            Uuid uuid;
            if (text.size() != uuid.bytes.size()) return refuse(field, "holds no id");
            std::memcpy(uuid.bytes.data(), text.data(), text.size());
            append_json_string(out, uuid.to_string());
            return {};
        }
        case Form::hex:
            out += '"';
            append_hex(out, text);
            out += '"';
            return {};
        case Form::object:
            if (is_plain_object(text)) {
                out += text;
                return {};
            }
            break;
        default: break;
    }
    append_json_string(out, text);
    return {};
}

Result<Value> read_text(const Field& field, std::string_view text) {
    // PostgreSQL has no text with it.
    if (text.contains('\0')) return refuse(field, "must not hold the character U+0000");
    return std::string(text);
}

Result<Value> read_id(const Field& field, const json::value& value) {
    const auto text = string_in(value);
    const auto uuid = text ? Uuid::parse(*text) : std::nullopt;
    if (!uuid) return refuse(field, "must be an id, such as \"019a2b3c-4d5e-7f60-8123-456789abcdef\"");
    return std::string(reinterpret_cast<const char*>(uuid->bytes.data()), uuid->bytes.size());
}

Result<Value> read_time(const Field& field, const json::value& value) {
    if (const auto* const number = value.if_int64()) return *number;
    const auto text = string_in(value);
    const auto time = text ? parse_iso8601(*text) : std::nullopt;
    if (!time) return refuse(field, "must be a time, such as \"2026-01-31T12:00:00.000Z\"");
    return std::int64_t{time->time_since_epoch().count()};
}

Result<Value> read_word(const Field& field, const json::value& value) {
    if (const auto text = string_in(value)) {
        const auto found = std::ranges::find(field.words, *text);
        if (found != field.words.end()) return std::int64_t{found - field.words.begin()};
    }
    std::string choices;
    for (const auto& word : field.words)
        choices += (choices.empty() ? "\"" : ", \"") + std::string(word) + '"';
    return refuse(field, "must be one of " + choices);
}

Result<Value> read_value(const Field& field, const json::value& value) {
    if (value.is_null()) {
        if (field.is_nullable) return std::monostate();
        return refuse(field, "is missing");
    }
    switch (field.form) {
        case Form::id: return read_id(field, value);
        case Form::time: return read_time(field, value);
        case Form::word: return read_word(field, value);
        case Form::number:
            if (const auto* const number = value.if_int64()) return *number;
            return refuse(field, "must be a whole number");
        case Form::flag:
            if (const auto* const flag = value.if_bool()) return std::int64_t{*flag};
            return refuse(field, "must be true or false");
        case Form::hex:
            if (const auto text = string_in(value))
                if (auto bytes = parse_hex(*text)) return std::move(*bytes);
            return refuse(field, "must be bytes as hexadecimal digits");
        case Form::object:
            if (value.is_object()) return read_text(field, json::serialize(value));
            [[fallthrough]];
        case Form::text:
        case Form::derived: break;
    }
    const auto text = string_in(value);
    if (!text) return refuse(field, "must be a string");
    return read_text(field, *text);
}

void note_unknown(const ExportFile& file, const json::object& object, std::set<std::string>& unknown) {
    for (const auto& member : object) {
        const std::string_view name = member.key();
        const bool is_known = std::ranges::any_of(file.fields, [&](const Field& field) {
            return field.form != Form::derived && field.name == name;
        });
        if (!is_known && unknown.size() < unknown_fields_max) unknown.emplace(name);
    }
}

}  // namespace

Result<void> append_line(std::string& out, const ExportFile& file, const Row& row) {
    const auto begin = out.size();
    char separator = '{';
    for (std::size_t i = 0; i < file.fields.size(); ++i) {
        const auto& field = file.fields[i];
        if (field.form == Form::derived) continue;
        out += separator;
        append_json_string(out, field.name);
        out += ':';
        if (auto appended = append_value(out, field, row[i]); !appended) return appended;
        separator = ',';
    }
    out += "}\n";
    if (out.size() - begin <= export_line_bytes_max) return {};
    return fail(chatter::Errc::unavailable, "a line would have more than a megabyte");
}

Result<Row> read_line(const ExportFile& file, std::string_view line, std::set<std::string>& unknown) {
    std::array<unsigned char, 16 * 1024> memory;
    json::monotonic_resource resource(memory.data(), memory.size());
    boost::system::error_code failed;
    const auto value = json::parse(line, failed, &resource);
    if (failed) return fail(chatter::Errc::unavailable, "it is not JSON: " + failed.message());
    const auto* const object = value.if_object();
    if (object == nullptr) return fail(chatter::Errc::unavailable, "it is not a JSON object");
    static const json::value missing;
    std::size_t found_count = 0;
    Row row;
    row.reserve(file.fields.size());
    for (const auto& field : file.fields) {
        if (field.form == Form::derived) {
            row.emplace_back();
            continue;
        }
        const auto* const found = object->if_contains(field.name);
        found_count += found != nullptr ? 1 : 0;
        auto read = read_value(field, found != nullptr ? *found : missing);
        if (!read) return std::unexpected(read.error());
        row.push_back(std::move(*read));
    }
    for (std::size_t i = 0; i < row.size(); ++i)
        if (const auto& field = file.fields[i]; field.form == Form::derived)
            row[i] = fold_case(std::get<std::string>(row[field.neighbour]));
    if (found_count < object->size()) note_unknown(file, *object, unknown);
    return row;
}

}  // namespace chatter::store::move
