#include "auth/verified_tokens.hpp"

#include <algorithm>
#include <utility>

namespace chatter::auth {

VerifiedTokens::VerifiedTokens(const chat::TokenSigner& signer, std::size_t count_max)
    : signer_(signer), generation_max_(std::max<std::size_t>(1, count_max / 2)) {}

std::string VerifiedTokens::sign(const chat::TokenClaims& claims) const { return signer_.sign(claims); }

std::optional<chat::TokenClaims> VerifiedTokens::verify(std::string_view token, Time now) const {
    std::optional<chat::TokenClaims> claims;
    {
        const std::lock_guard lock(mutex_);
        if (const auto known = young_.find(token); known != young_.end())
            return known->second.expires_at > now ? std::optional(known->second) : std::nullopt;
        if (const auto known = old_.find(token); known != old_.end()) claims = known->second;
    }
    if (!claims) claims = signer_.verify(token, now);
    if (!claims || claims->expires_at <= now) return std::nullopt;

    const std::lock_guard lock(mutex_);
    if (young_.size() >= generation_max_) old_ = std::exchange(young_, {});
    young_.emplace(token, *claims);
    return claims;
}

}  // namespace chatter::auth
