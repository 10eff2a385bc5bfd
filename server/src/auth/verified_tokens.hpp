#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "chat/token.hpp"

namespace chatter::auth {

/// Remembers which tokens were genuine, because the same ones come with every request and a signature takes
/// longer to check than all else that a request asks about its caller. Whether the session still lives is not
/// known here. Threads: any.
class VerifiedTokens final : public chat::TokenSigner {
  public:
    /// `signer` outlives this. At most `count_max` tokens are kept.
    VerifiedTokens(const chat::TokenSigner& signer, std::size_t count_max);

    [[nodiscard]] std::string sign(const chat::TokenClaims& claims) const override;
    [[nodiscard]] std::optional<chat::TokenClaims> verify(std::string_view token, Time now) const override;

  private:
    struct HashText {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>{}(text);
        }
    };
    using Known = std::unordered_map<std::string, chat::TokenClaims, HashText, std::equal_to<>>;

    const chat::TokenSigner& signer_;
    const std::size_t generation_max_;
    // Guards the two below, for a look-up. When the young are as many as a generation may be, they take the
    // place of the old: who is used is young again at once.
    mutable std::mutex mutex_;
    mutable Known young_;
    mutable Known old_;
};

}  // namespace chatter::auth
