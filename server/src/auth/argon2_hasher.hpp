#pragma once

#include <string>

#include "base/blocking_pool.hpp"
#include "base/random.hpp"
#include "chat/ports/password_hasher.hpp"

namespace chatter::auth {

/// Hashes at once, for a thread that may wait; `password` is wiped. Errors: base Errc::unavailable.
[[nodiscard]] Result<std::string> hash_password(std::string password);

/// Passwords as Argon2id hashes of 19 MiB and two passes, one lane (OWASP's first choice), in the blocking
/// pool. A stored hash names its own parameters, so they can be raised without touching the old ones.
/// Threads: any.
class Argon2Hasher final : public chat::PasswordHasher {
  public:
    /// `pool` outlives this.
    Argon2Hasher(BlockingPool& pool, Random& random);

    Task<Result<std::string>> hash(std::string password) override;
    Task<Result<bool>> verify(std::string password, std::string encoded) override;
    /// What a password is checked against when there is no hash: it costs what a real one costs.
    [[nodiscard]] const std::string& nobodys_hash() const noexcept { return nobodys_hash_; }

  private:
    BlockingPool& pool_;
    const std::string nobodys_hash_;
};

}  // namespace chatter::auth
