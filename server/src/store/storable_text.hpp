#pragma once

#include <string_view>

#include "base/text.hpp"

namespace chatter::store {

/// Whether a text of the database can be `text`: valid UTF-8 without NUL. Anything else is refused as a wrong
/// statement, though it is merely nowhere to be found.
[[nodiscard]] inline bool is_storable_text(std::string_view text) {
    return count_code_points(text).has_value() && !text.contains('\0');
}

}  // namespace chatter::store
