#include "base/random.hpp"

#include <sodium.h>

#include <stdexcept>
#include <string_view>
#include <vector>

namespace chatter {

SystemRandom::SystemRandom() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

std::string random_token(Random& random, std::size_t characters) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    std::vector<std::uint8_t> bytes(characters);
    random.fill(bytes);
    std::string token;
    token.reserve(characters);
    for (const auto byte : bytes) token.push_back(alphabet[byte & 0x3F]);
    return token;
}

}  // namespace chatter
