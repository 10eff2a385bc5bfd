#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "chat/entities.hpp"

namespace chatter::chat {

/// Ascending: of all that can be said of a person the highest counts.
enum class PresenceStatus : std::uint8_t { offline, away, online, do_not_disturb };

/// How somebody is seen by one who watches them.
struct Presence {
    UserId user_id;
    PresenceStatus status = PresenceStatus::offline;
    /// Now, unless they are offline; nothing when they never were here.
    std::optional<Time> last_seen_at = std::nullopt;
};

struct LastSeen {
    UserId user_id;
    Time at;
};

/// How others see a person whose connections say `connected`. Whoever has no connection is offline, whatever
/// they chose.
[[nodiscard]] constexpr PresenceStatus seen_status(PresenceStatus connected, ChosenPresence chosen) noexcept {
    if (connected == PresenceStatus::offline) return connected;
    switch (chosen) {
        case ChosenPresence::away: return PresenceStatus::away;
        case ChosenPresence::do_not_disturb: return PresenceStatus::do_not_disturb;
        case ChosenPresence::offline: return PresenceStatus::offline;
        case ChosenPresence::automatic: break;
    }
    return connected;
}

/// How they see themself: as others do, but never as offline while they are here.
[[nodiscard]] constexpr PresenceStatus own_status(PresenceStatus connected, ChosenPresence chosen) noexcept {
    return chosen == ChosenPresence::offline ? connected : seen_status(connected, chosen);
}

}  // namespace chatter::chat
