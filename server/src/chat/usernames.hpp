#pragma once

#include <string>
#include <string_view>

namespace chatter::chat {

/// `name` as it is kept and compared: NFKC case folding, as far as it leads to the characters of usernames,
/// so that `Ｌｅｎａ` is `lena`. Whatever does not lead there stays as it is, for validation to refuse; so do
/// zero-width characters, which the folding of the standard drops. Threads: any (pure functions).
/// Source: Unicode Standard Annex 31, NFKC_Casefold.
[[nodiscard]] std::string fold_username(std::string_view name);

/// What a username looks like: the same for names of which one may be taken for the other. `username` is
/// valid. The index users_by_likeness holds the same (migration 0008): they change together.
[[nodiscard]] std::string username_likeness(std::string_view username);

}  // namespace chatter::chat
