#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "chat/errc.hpp"
#include "chat/ids.hpp"

namespace chatter::wire {

/// Reads the fields of a request's JSON object, gathering every complaint, so that a client hears all of them
/// at once. Unknown fields are ignored. Ask `error()` after reading everything; values read wrongly are
/// empty.
class Reader {
  public:
    /// A `value` that is no object complains about the body as a whole.
    explicit Reader(const boost::json::value& value);

    [[nodiscard]] std::string required_string(std::string_view field);
    /// Absent and null are alike.
    [[nodiscard]] std::optional<std::string> optional_string(std::string_view field);
    /// Absent (or no string, after a complaint) is nothing, null an empty one.
    [[nodiscard]] std::optional<std::optional<std::string>> nullable_string(std::string_view field);
    /// One of a few words; absent and null are alike.
    template <class T, std::size_t n>
    [[nodiscard]] std::optional<T> optional_word(std::string_view field,
                                                 const std::pair<std::string_view, T> (&words)[n]) {
        const auto text = optional_string(field);
        if (!text) return std::nullopt;
        std::string complaint = "Must be one of:";
        for (const auto& [word, value] : words) {
            if (word == *text) return value;
            complaint.append(" ").append(word);
        }
        complain(field, complaint + ".");
        return std::nullopt;
    }
    /// A whole number within ±2^53; 1.0 counts, 1.5 does not.
    [[nodiscard]] std::int64_t required_integer(std::string_view field);
    /// Absent and null are alike.
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view field);
    [[nodiscard]] bool required_bool(std::string_view field);
    /// Absent and null are alike.
    [[nodiscard]] std::optional<bool> optional_bool(std::string_view field);
    [[nodiscard]] std::vector<std::string> required_strings(std::string_view field, std::size_t items_max);
    /// Each item a string; absent is empty.
    [[nodiscard]] std::vector<std::string> optional_strings(std::string_view field, std::size_t items_max);
    /// A required id whose text names nothing that can exist: not a complaint, but Errc::not_found.
    template <class SomeId>
    [[nodiscard]] SomeId required_id(std::string_view field) {
        const auto text = required_string(field);
        const auto id = SomeId::parse(text);
        if (!id && complaints_.empty()) unknown_id_ = true;
        return id.value_or(SomeId{});
    }
    /// Absent and null are alike; a text that is no id at all is a complaint.
    template <class SomeId>
    [[nodiscard]] std::optional<SomeId> optional_id(std::string_view field) {
        const auto text = optional_string(field);
        if (!text) return std::nullopt;
        const auto id = SomeId::parse(*text);
        if (!id) complain(field, "Names nothing that exists.");
        return id;
    }
    void complain(std::string_view field, std::string_view message);

    /// Errc::validation_failed with every complaint; else Errc::not_found for an impossible id; else nothing.
    [[nodiscard]] std::optional<Error> error() const;

  private:
    [[nodiscard]] const boost::json::value* find(std::string_view field) const noexcept;

    const boost::json::object* object_ = nullptr;
    std::vector<FieldError> complaints_;
    bool unknown_id_ = false;
};

}  // namespace chatter::wire
