#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace chatter::http {

/// Reads the parameters of a request's query, gathering every complaint. Unknown ones are ignored, and of
/// repeated ones the first counts. Ask `error()` after reading everything.
class Query {
  public:
    /// `text` is what follows '?', and outlives this.
    explicit Query(std::string_view text) : text_(text) {}

    /// Valid UTF-8 without NUL; anything else is a complaint.
    [[nodiscard]] std::optional<std::string> optional_string(std::string_view name);
    /// A whole number within ±2^53; anything else is a complaint.
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view name);
    void complain(std::string_view name, std::string_view message);

    /// chat::Errc::validation_failed with every complaint; else nothing.
    [[nodiscard]] std::optional<Error> error() const;

  private:
    [[nodiscard]] bool has(std::string_view name) const;

    std::string_view text_;
    std::vector<FieldError> complaints_;
};

}  // namespace chatter::http
