#include "store/rooms.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace chatter::store {

std::vector<chat::UserId> people_of(const chat::NewRoom& room) {
    auto people = room.member_ids;
    people.push_back(room.creator_id);
    std::ranges::sort(people);
    const auto repeated = std::ranges::unique(people);
    people.erase(repeated.begin(), repeated.end());
    return people;
}

std::string direct_key(const std::vector<chat::UserId>& sorted_people) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (const auto& id : sorted_people)
        crypto_hash_sha256_update(&state, id.value.bytes.data(), id.value.bytes.size());
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state, digest.data());
    return {digest.begin(), digest.end()};
}

chat::MemberRole role_of(chat::UserId user_id, const chat::NewRoom& room) {
    return user_id == room.creator_id ? chat::MemberRole::owner : chat::MemberRole::member;
}

}  // namespace chatter::store
