#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "socketio/adapter.hpp"

/// What clients may miss while they are away: see session_store.hpp for how it fits together.
namespace chatter::socketio::recovery {

using TimePoint = std::chrono::steady_clock::time_point;

/// Names one packet: the last argument of its event, which a client that comes back tells. Never 0.
using Offset = std::uint64_t;
/// Eleven characters of [A-Za-z0-9_-].
[[nodiscard]] std::string to_text(Offset offset);
/// Nothing when `text` is not what to_text() makes.
[[nodiscard]] std::optional<Offset> parse_offset(std::string_view text) noexcept;

/// How many bytes all the logs of a server may hold together. Threads: any.
struct ByteBudget {
    const std::size_t bytes_max;
    std::atomic<std::size_t> used{0};

    [[nodiscard]] bool is_exceeded() const noexcept { return used > bytes_max; }
};

/// Bytes taken from a budget, given back at the end.
class Charge {
  public:
    Charge() = default;
    Charge(ByteBudget& budget, std::size_t bytes) : budget_(&budget), bytes_(bytes) { budget.used += bytes; }
    Charge(Charge&& other) noexcept
        : budget_(std::exchange(other.budget_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
    Charge& operator=(Charge&& other) noexcept {
        std::swap(budget_, other.budget_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~Charge() {
        if (budget_) budget_->used -= bytes_;
    }

    /// Takes over what `other` took from the same budget.
    void merge(Charge other) noexcept {
        if (!budget_) return std::swap(*this, other);
        bytes_ += std::exchange(other.bytes_, 0);
    }
    [[nodiscard]] bool is_empty() const noexcept { return bytes_ == 0; }

  private:
    ByteBudget* budget_ = nullptr;
    std::size_t bytes_ = 0;
};

/// A packet for many, as it was sent to them.
struct Broadcasted {
    EncodedPacket packet;
    Audience audience;
};
using SharedBroadcasted = std::shared_ptr<const Broadcasted>;

/// The broadcasts of a namespace, numbered by their position from 1 on. Older ones than `keep` go, and, when
/// the budget is exceeded, the oldest. Not for several threads at once.
class BroadcastLog {
  public:
    BroadcastLog(ByteBudget& budget, std::chrono::milliseconds keep) : budget_(budget), keep_(keep) {}

    /// Returns its position.
    std::uint64_t append(SharedBroadcasted broadcasted, TimePoint now);
    void expire(TimePoint now);
    [[nodiscard]] bool is_empty() const noexcept { return entries_.empty(); }
    [[nodiscard]] std::uint64_t last_position() const noexcept { return first_ + entries_.size() - 1; }
    /// Whether nothing behind `position` has gone.
    [[nodiscard]] bool is_complete_after(std::uint64_t position) const noexcept {
        return position + 1 >= first_;
    }
    /// The position of a packet in (after, up_to], looked for from the newest one on.
    [[nodiscard]] std::optional<std::uint64_t> find(Offset offset, std::uint64_t after,
                                                    std::uint64_t up_to) const;
    /// Those in (after, up_to] that are there.
    [[nodiscard]] std::vector<SharedBroadcasted> between(std::uint64_t after, std::uint64_t up_to) const;

  private:
    struct Entry {
        SharedBroadcasted broadcasted;
        TimePoint at;
        Charge charge;
    };
    void drop_first();

    ByteBudget& budget_;
    const std::chrono::milliseconds keep_;
    std::deque<Entry> entries_;
    std::uint64_t first_ = 1;  // the position of entries_.front()
};

/// A packet for one socket. On the wire it came behind the broadcast at position `after`, and before the
/// next.
struct Direct {
    std::uint64_t after = 0;
    EncodedPacket packet;
};

/// What one worker's sockets of a namespace were sent directly: one queue for all of them, so that age and
/// bytes are bounded at once, in which each packet links to the one before it for the same socket.
class DirectLog {
  public:
    /// An entry: 0 is none.
    using Link = std::uint64_t;
    /// What one socket was sent, oldest first. Set when some may be missing: any of them came behind a
    /// broadcast no later than `lost_up_to`.
    struct Taken {
        std::vector<Direct> packets;
        Charge charge;
        std::optional<std::uint64_t> lost_up_to;
    };

    DirectLog(ByteBudget& budget, std::chrono::milliseconds keep) : budget_(budget), keep_(keep) {}

    /// `previous` is the same socket's entry before this one.
    [[nodiscard]] Link append(Direct packet, Link previous, TimePoint now);
    /// Takes out what one socket was sent, by its last entry.
    [[nodiscard]] Taken take(Link last);
    void expire(TimePoint now);
    [[nodiscard]] bool is_empty() const noexcept { return entries_.empty(); }

  private:
    struct Entry {
        Direct packet;
        Link previous;
        TimePoint at;
        Charge charge;  // empty: taken out
    };
    void drop_first();

    ByteBudget& budget_;
    const std::chrono::milliseconds keep_;
    std::deque<Entry> entries_;
    Link first_ = 1;                // the number of entries_.front()
    std::uint64_t lost_up_to_ = 0;  // the greatest `after` of what was dropped
};

}  // namespace chatter::socketio::recovery
