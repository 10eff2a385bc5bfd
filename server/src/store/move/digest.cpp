#include "store/move/digest.hpp"

namespace chatter::store::move {

Digester::Digester() { crypto_hash_sha256_init(&state_); }

void Digester::add_bytes(const void* bytes, std::size_t size) {
    crypto_hash_sha256_update(&state_, static_cast<const unsigned char*>(bytes), size);
}

// Kind and length stand before each value, so that no two tables of rows give the same bytes.
void Digester::add(const Row& row) {
    ++row_count_;
    for (const auto& value : row) {
        const auto kind = static_cast<std::uint8_t>(value.index());
        add_bytes(&kind, sizeof kind);
        if (const auto* const number = std::get_if<std::int64_t>(&value)) add_bytes(number, sizeof *number);
        if (const auto* const text = std::get_if<std::string>(&value)) {
            const std::uint64_t size = text->size();
            add_bytes(&size, sizeof size);
            add_bytes(text->data(), text->size());
        }
    }
}

Digest Digester::finish() {
    Digest digest{.row_count = row_count_};
    crypto_hash_sha256_final(&state_, digest.hash.data());
    return digest;
}

}  // namespace chatter::store::move
