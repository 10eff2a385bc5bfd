#pragma once

#include <expected>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace chatter {

/// One field of a request that was refused, and why, in words a person can act on.
struct FieldError {
    std::string field;
    std::string message;
};

/// What went wrong: a folder's `Errc` as an error code, a sentence for people, and the refused fields if any.
/// Never holds a secret: its text reaches logs and clients.
struct Error {
    std::error_code code;
    std::string detail;
    std::vector<FieldError> fields;

    Error(std::error_code error_code, std::string text = {}, std::vector<FieldError> field_errors = {})
        : code(error_code), detail(std::move(text)), fields(std::move(field_errors)) {}

    /// From any folder's `Errc`, through its `make_error_code`.
    template <class Errc>
        requires std::is_error_code_enum_v<Errc>
    Error(Errc errc, std::string text = {}, std::vector<FieldError> field_errors = {})
        : Error(make_error_code(errc), std::move(text), std::move(field_errors)) {}
};

/// The value, or why there is none. For what a peer, disk, database or user can cause.
template <class T>
using Result = std::expected<T, Error>;

/// `return fail(Errc::not_found);` in any function that returns a Result.
template <class... Args>
[[nodiscard]] std::unexpected<Error> fail(Args&&... args) {
    return std::unexpected<Error>(std::in_place, std::forward<Args>(args)...);
}

}  // namespace chatter
