#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "socketio/adapter.hpp"

namespace chatter::socketio {

/// Broadcasts of one turn of the loop to one audience, which wait for its end: then each socket is visited
/// and written to once, however many they are. That is what makes a busy room cheap: a socket's memory is
/// long out of the caches when the next message comes. Worker thread only.
class BroadcastBatch {
  public:
    [[nodiscard]] bool is_empty() const noexcept { return starts_.empty(); }
    /// Whether a further broadcast may join those that wait.
    [[nodiscard]] bool takes(const Audience& audience) const noexcept {
        return is_empty() || (bytes_ < bytes_max && starts_.size() < packets_max && audience_ == audience);
    }
    void add(const EncodedPacket& packet, const Audience& audience);
    /// Which batch this is; each has another number, and none is 0.
    [[nodiscard]] std::uint32_t number() const noexcept { return number_; }
    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(starts_.size()); }
    [[nodiscard]] const Audience& audience() const noexcept { return audience_; }
    /// The frames of all packets but the `first` ones.
    [[nodiscard]] std::span<const SharedFrame> frames(std::uint32_t first) const noexcept;
    [[nodiscard]] const std::vector<EncodedPacket>& packets() const noexcept { return packets_; }
    /// Empties it and gives its number away.
    void clear() noexcept;

  private:
    static constexpr std::size_t packets_max = 256;
    static constexpr std::size_t bytes_max = 1024 * 1024;

    Audience audience_;
    std::vector<EncodedPacket> packets_;
    std::vector<SharedFrame> frames_;
    std::vector<std::size_t> starts_;  // where in frames_ each packet begins
    std::size_t bytes_ = 0;
    std::uint32_t number_ = 1;
};

}  // namespace chatter::socketio
