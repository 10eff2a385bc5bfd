#pragma once

#include <string>

#include "base/result.hpp"
#include "base/task.hpp"

namespace chatter::chat {

/// Port: slow, salted password hashing, never on a worker.
class PasswordHasher {
  public:
    virtual ~PasswordHasher() = default;
    /// The encoded Argon2id hash, parameters included. Errors: base Errc::busy.
    virtual Task<Result<std::string>> hash(std::string password) = 0;
    /// Whether `password` fits `encoded`. An empty `encoded` takes as long as a real one and never fits.
    virtual Task<Result<bool>> verify(std::string password, std::string encoded) = 0;
};

}  // namespace chatter::chat
