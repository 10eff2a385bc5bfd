#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace chatter {

/// A source of unpredictable bytes. A port, so that a test can replay one seed.
class Random {
  public:
    virtual ~Random() = default;
    /// Threads: any.
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// The operating system's generator, by libsodium.
class SystemRandom final : public Random {
  public:
    SystemRandom();
    void fill(std::span<std::uint8_t> bytes) override;
};

/// `characters` characters of [A-Za-z0-9_-], six random bits each.
[[nodiscard]] std::string random_token(Random& random, std::size_t characters);

}  // namespace chatter
