#pragma once

#include <string>

#include "base/blocking_pool.hpp"
#include "base/random.hpp"
#include "chat/ports/password_hasher.hpp"

namespace chatter::auth {

/// Passwords as Argon2id hashes of 19 MiB and two passes, one lane (OWASP's first choice), in the blocking
/// pool. A stored hash names its own parameters, so they can be raised without touching the old ones.
/// Threads: any.
class Argon2Hasher final : public chat::PasswordHasher {
  public:
    /// `pool` outlives this.
    Argon2Hasher(BlockingPool& pool, Random& random);

    Task<Result<std::string>> hash(std::string password) override;
    Task<Result<bool>> verify(std::string password, std::string encoded) override;

  private:
    BlockingPool& pool_;
    const std::string nobodys_hash_;
};

}  // namespace chatter::auth
