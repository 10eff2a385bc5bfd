#pragma once

#include <string>
#include <system_error>

namespace chatter::objects {

enum class Errc {
    no_such_object = 1,
    refused,         ///< The object store answers that it will not: keys, rights, region, bucket.
    foreign_bucket,  ///< Most of what is in the bucket is unknown to the database.
};

[[nodiscard]] const std::error_category& objects_error_category() noexcept;
[[nodiscard]] inline std::error_code make_error_code(Errc errc) noexcept {
    return {static_cast<int>(errc), objects_error_category()};
}

}  // namespace chatter::objects

template <>
struct std::is_error_code_enum<chatter::objects::Errc> : std::true_type {};
