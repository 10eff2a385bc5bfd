#pragma once

#include <sodium.h>

#include <array>

#include "store/move/installation.hpp"

namespace chatter::store::move {

/// How many rows a table has, and the SHA-256 over every value of every one, in the order of the key.
struct Digest {
    std::int64_t row_count = 0;
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    bool operator==(const Digest&) const = default;
};

/// Makes a digest of rows as they come by.
class Digester {
  public:
    Digester();
    void add(const Row& row);
    [[nodiscard]] Digest finish();

  private:
    void add_bytes(const void* bytes, std::size_t size);
    crypto_hash_sha256_state state_{};
    std::int64_t row_count_ = 0;
};

}  // namespace chatter::store::move
