#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/rate_limit.hpp"
#include "base/result.hpp"
#include "chat/ids.hpp"
#include "chat/ports/rate_store.hpp"
#include "chat/ports/session_store.hpp"
#include "chat/ports/user_store.hpp"
#include "chat/rate_class.hpp"

namespace chatter::chat {

/// Whether something may be done now, and how its tightest limit stands then.
struct RateVerdict {
    std::string_view policy;  // empty: there is no limit, and nothing else counts
    RateLimit limit;
    RateState state;

    [[nodiscard]] bool allowed() const noexcept { return state.allowed; }
};

/// Who may do how much. Counts every attempt, whatever becomes of it; only right passwords are forgiven.
///
/// Guessing an account's password has two limits of its own: one from each address, and one from all
/// together. When others guess from everywhere, whoever asks from where the account is signed in already is
/// still let try, so that its owner is not locked out. Threads: any worker.
class RateLimiter {
  public:
    /// All references outlive this.
    RateLimiter(RateStore& store, UserStore& users, SessionStore& sessions, RateLimits limits)
        : store_(store), users_(users), sessions_(sessions), limits_(limits) {}

    /// One more of `rate_class`. `address` is the client's.
    Task<RateVerdict> take(RateClass rate_class, std::string address, std::optional<UserId> user_id);

    /// Before a password of `username` is looked at.
    Task<RateVerdict> begin_sign_in(std::string username, std::string address);
    /// After it was right.
    void forgive_sign_in(std::string_view username, std::string_view address);

  private:
    Task<bool> is_signed_in_there(std::string username, std::string address);

    RateStore& store_;
    UserStore& users_;
    SessionStore& sessions_;
    const RateLimits limits_;
};

/// Whose limit an address counts against: an IPv4 address its own, an IPv6 address that of its /64, as
/// whoever has one has them all.
[[nodiscard]] std::string rate_name_of_address(std::string_view address);

}  // namespace chatter::chat
