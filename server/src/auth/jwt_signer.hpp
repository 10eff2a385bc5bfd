#pragma once

#include <string>

#include "chat/token.hpp"

namespace chatter::auth {

/// Session tokens as JSON Web Tokens signed with HMAC SHA-256 (RFC 7519, RFC 7515; HS256 of RFC 7518, 3.2).
/// Threads: any (immutable).
class JwtSigner final : public chat::TokenSigner {
  public:
    /// `secret` may have any length; how long it must be is for the configuration to say.
    explicit JwtSigner(std::string secret);

    [[nodiscard]] std::string sign(const chat::TokenClaims& claims) const override;
    [[nodiscard]] std::optional<chat::TokenClaims> verify(std::string_view token, Time now) const override;

  private:
    [[nodiscard]] std::string mac(std::string_view signing_input) const;

    const std::string secret_;
};

}  // namespace chatter::auth
