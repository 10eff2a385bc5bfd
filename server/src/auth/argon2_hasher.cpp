#include "auth/argon2_hasher.hpp"

#include <sodium.h>

#include <array>
#include <string_view>

#include "base/text.hpp"

namespace chatter::auth {

namespace {

constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = std::size_t{19} * 1024 * 1024;

/// A well-formed hash of the parameters above whose bytes are random: checking a password against it costs
/// what a real one costs, and none fits it.
std::string make_nobodys_hash(Random& random) {
    const auto unpadded_base64 = [&random](std::size_t byte_count) {
        std::string bytes(byte_count, '\0');
        random.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        auto text = base64_encode(bytes);
        text.erase(text.find_last_not_of('=') + 1);
        return text;
    };
    const auto salt = unpadded_base64(crypto_pwhash_argon2id_SALTBYTES);
    return "$argon2id$v=19$m=" + std::to_string(memory_bytes / 1024) + ",t=" + std::to_string(passes) +
           ",p=1$" + salt + "$" + unpadded_base64(32);
}

Result<std::string> hash_now(std::string& password) {
    std::array<char, crypto_pwhash_STRBYTES> encoded{};
    const int failed = crypto_pwhash_str_alg(encoded.data(), password.data(), password.size(), passes,
                                             memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(password.data(), password.size());
    if (failed != 0) return fail(Errc::unavailable, "There is not enough memory to hash a password.");
    return std::string(encoded.data());
}

}  // namespace

Result<std::string> hash_password(std::string password) { return hash_now(password); }

Argon2Hasher::Argon2Hasher(BlockingPool& pool, Random& random)
    : pool_(pool), nobodys_hash_(make_nobodys_hash(random)) {}

Task<Result<std::string>> Argon2Hasher::hash(std::string password) {
    return pool_.run([password = std::move(password)]() mutable { return hash_now(password); });
}

Task<Result<bool>> Argon2Hasher::verify(std::string password, std::string encoded) {
    if (encoded.empty()) encoded = nobodys_hash_;
    return pool_.run([password = std::move(password),
                      encoded = std::move(encoded)]() mutable -> Result<bool> {
        const bool fits = crypto_pwhash_str_verify(encoded.c_str(), password.data(), password.size()) == 0;
        sodium_memzero(password.data(), password.size());
        return fits;
    });
}

}  // namespace chatter::auth
