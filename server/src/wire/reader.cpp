#include "wire/reader.hpp"

#include <cmath>

namespace chatter::wire {

namespace json = boost::json;

namespace {

/// The largest whole number that JavaScript holds exactly.
constexpr std::int64_t safe_integer_max = std::int64_t{1} << 53;

std::optional<std::int64_t> to_safe_integer(const json::value& value) noexcept {
    if (const auto* number = value.if_double()) {
        // The comparison comes first: 1e400 is read as infinity, and no cast of that is defined.
        if (!(std::abs(*number) <= static_cast<double>(safe_integer_max))) return std::nullopt;
        if (std::trunc(*number) != *number) return std::nullopt;
        return static_cast<std::int64_t>(*number);
    }
    const auto* number = value.if_int64();
    if (number == nullptr || *number > safe_integer_max || *number < -safe_integer_max) return std::nullopt;
    return *number;
}

std::string to_std(const json::string& text) { return {text.data(), text.size()}; }

}  // namespace

Reader::Reader(const json::value& value) : object_(value.if_object()) {
    if (object_ == nullptr) complain("body", "Must be a JSON object.");
}

std::string Reader::required_string(std::string_view field) {
    if (object_ != nullptr && find(field) == nullptr) complain(field, "Required.");
    return optional_string(field).value_or(std::string{});
}

std::optional<std::string> Reader::optional_string(std::string_view field) {
    const auto* value = find(field);
    if (value == nullptr) return std::nullopt;
    if (const auto* text = value->if_string()) return to_std(*text);
    complain(field, "Must be a string.");
    return std::nullopt;
}

std::optional<std::optional<std::string>> Reader::nullable_string(std::string_view field) {
    const auto* value = object_ == nullptr ? nullptr : object_->if_contains(field);
    if (value == nullptr) return std::nullopt;
    if (value->is_null()) return std::make_optional(std::optional<std::string>());
    auto text = optional_string(field);
    if (!text) return std::nullopt;
    return std::make_optional(std::move(text));
}

std::int64_t Reader::required_integer(std::string_view field) {
    if (object_ != nullptr && find(field) == nullptr) complain(field, "Required.");
    return optional_integer(field).value_or(0);
}

std::optional<std::int64_t> Reader::optional_integer(std::string_view field) {
    const auto* value = find(field);
    if (value == nullptr) return std::nullopt;
    if (const auto number = to_safe_integer(*value)) return number;
    complain(field, "Must be a whole number of at most 2^53.");
    return std::nullopt;
}

bool Reader::required_bool(std::string_view field) {
    if (object_ != nullptr && find(field) == nullptr) complain(field, "Required.");
    return optional_bool(field).value_or(false);
}

std::optional<bool> Reader::optional_bool(std::string_view field) {
    const auto* value = find(field);
    if (value == nullptr) return std::nullopt;
    if (const auto* flag = value->if_bool()) return *flag;
    complain(field, "Must be true or false.");
    return std::nullopt;
}

std::vector<std::string> Reader::required_strings(std::string_view field, std::size_t items_max) {
    if (object_ != nullptr && find(field) == nullptr) complain(field, "Required.");
    return optional_strings(field, items_max);
}

std::vector<std::string> Reader::optional_strings(std::string_view field, std::size_t items_max) {
    const auto* value = find(field);
    if (value == nullptr) return {};
    const auto* items = value->if_array();
    if (items == nullptr) {
        complain(field, "Must be a list of strings.");
        return {};
    }
    if (items->size() > items_max) {
        complain(field, "May have up to " + std::to_string(items_max) + " items.");
        return {};
    }
    std::vector<std::string> strings;
    strings.reserve(items->size());
    for (const auto& item : *items) {
        const auto* text = item.if_string();
        if (text == nullptr) {
            complain(field, "Must be a list of strings.");
            return {};
        }
        strings.push_back(to_std(*text));
    }
    return strings;
}

void Reader::complain(std::string_view field, std::string_view message) {
    complaints_.push_back({std::string(field), std::string(message)});
}

std::optional<Error> Reader::error() const {
    if (!complaints_.empty()) return Error(chat::Errc::validation_failed, {}, complaints_);
    if (unknown_id_) return Error(chat::Errc::not_found);
    return std::nullopt;
}

/// Absent and null are alike: nothing.
const json::value* Reader::find(std::string_view field) const noexcept {
    if (object_ == nullptr) return nullptr;
    const auto* value = object_->if_contains(field);
    return value == nullptr || value->is_null() ? nullptr : value;
}

}  // namespace chatter::wire
