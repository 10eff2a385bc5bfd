#pragma once

#include <any>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "socketio/recovery/session_store.hpp"

namespace chatter::socketio::recovery {

/// What a connected socket remembers, so that it can be recovered.
struct Trail {
    std::string pid;                // the client's secret: whoever tells it is given the session
    std::uint64_t began_after = 0;  // handled when the session began
    Offset last_offset = 0;         // of the last packet that was sent
    DirectLog::Link last_direct = 0;
    std::optional<std::uint64_t> direct_lost_up_to;
    std::optional<std::uint64_t> held_after;  // while broadcasts wait: the last one that did not
    std::vector<RoomChange> changes;
    std::uint64_t changes_lost_up_to = 0;
};

/// The side of recovery that one worker's sockets of a namespace see. Worker thread only.
class ShardRecovery {
  public:
    explicit ShardRecovery(SessionStore& store)
        : store_(store), directs_(store.budget(), store.packet_age_max()) {}

    [[nodiscard]] SessionStore& store() noexcept { return store_; }
    /// The broadcast up to which all were delivered to this worker's sockets.
    [[nodiscard]] std::uint64_t handled() const noexcept { return handled_; }
    /// Before the broadcast at `position` is delivered. Positions only grow.
    void advance(std::uint64_t position) noexcept { handled_ = position; }

    [[nodiscard]] Trail begin();
    void note_room(Trail& trail, std::string_view room, bool joined);
    /// From now on broadcasts wait, until they are released; what is sent directly overtakes them.
    void hold(Trail& trail) const noexcept { trail.held_after = handled_; }
    static void release(Trail& trail) noexcept { trail.held_after.reset(); }
    /// Keeps a packet that was sent to this socket alone.
    void note_direct(Trail& trail, const EncodedPacket& packet, TimePoint now);
    /// The client is gone, maybe not for long.
    void end(Trail trail, std::string sid, std::vector<std::string> rooms, std::any data, TimePoint now);
    /// The client is back, and is being sent `missed`, all it missed of what this worker has handled.
    [[nodiscard]] Trail resume(Resumption resumption, const std::vector<EncodedPacket>& missed,
                               TimePoint now);
    /// Drops what is too old, of the namespace too. Returns whether anything is left.
    bool expire(TimePoint now);

  private:
    SessionStore& store_;
    DirectLog directs_;
    std::uint64_t handled_ = 0;
};

}  // namespace chatter::socketio::recovery
