#pragma once

#include <string>
#include <string_view>

namespace chatter::store {

/// Valid UTF-8 `text` without case, for comparing only: full case folding of Unicode, in no language's own
/// way ("Straße" and "STRASSE" are one). Composed and decomposed letters stay apart. Threads: any.
[[nodiscard]] std::string fold_case(std::string_view text);

}  // namespace chatter::store
