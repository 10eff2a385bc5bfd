#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "base/time.hpp"

namespace chatter {

/// A 128-bit identifier. Chatter makes version 7 (RFC 9562): it sorts by the time of its making.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    /// The 36 characters of the canonical lower-case form.
    [[nodiscard]] std::string to_string() const;
    void append_to(std::string& text) const;
    /// Reads the canonical form (either case). Nothing else is an id.
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text) noexcept;
    /// A version 7 UUID of this moment with 74 random bits. Threads: any, if `random` is.
    [[nodiscard]] static Uuid make_v7(Time now, Random& random);

    auto operator<=>(const Uuid&) const = default;
};

/// A UUID that cannot be mistaken for another noun's: `UserId`, `RoomId`, …
template <class Tag>
struct Id {
    Uuid value;

    [[nodiscard]] std::string to_string() const { return value.to_string(); }
    [[nodiscard]] static std::optional<Id> parse(std::string_view text) noexcept {
        const auto uuid = Uuid::parse(text);
        if (!uuid) return std::nullopt;
        return Id{*uuid};
    }
    [[nodiscard]] static Id make(Time now, Random& random) { return Id{Uuid::make_v7(now, random)}; }

    auto operator<=>(const Id&) const = default;
};

}  // namespace chatter

template <>
struct std::hash<chatter::Uuid> {
    std::size_t operator()(const chatter::Uuid& uuid) const noexcept {
        std::uint64_t low = 0;
        std::memcpy(&low, uuid.bytes.data() + 8, sizeof low);  // the random half
        return static_cast<std::size_t>(low);
    }
};

template <class Tag>
struct std::hash<chatter::Id<Tag>> {
    std::size_t operator()(const chatter::Id<Tag>& id) const noexcept {
        return std::hash<chatter::Uuid>{}(id.value);
    }
};
