#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "chat/ids.hpp"

namespace chatter::chat {

struct TokenClaims {
    UserId user_id;        // sub
    SessionId session_id;  // sid
    Time issued_at;        // iat, whole seconds
    Time expires_at;       // exp, whole seconds
};

/// Port: signs and checks the session token (a JWT, HS256). Threads: any.
class TokenSigner {
  public:
    virtual ~TokenSigner() = default;
    [[nodiscard]] virtual std::string sign(const TokenClaims& claims) const = 0;
    /// The claims of a token that this secret signed and that has not expired at `now`; else nothing. The
    /// header's algorithm must be HS256: `none` and every other one are refused (RFC 8725, 3.1).
    [[nodiscard]] virtual std::optional<TokenClaims> verify(std::string_view token, Time now) const = 0;
};

}  // namespace chatter::chat
