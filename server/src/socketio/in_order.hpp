#pragma once

#include <cstdint>
#include <map>
#include <utility>

namespace chatter::socketio {

/// Puts numbered items back into order. A worker runs what different threads post to it in no certain order:
/// what it posts to itself waits for the end of its turn, and what others post meanwhile goes first. Each
/// number, from 1 on, comes once. Not for several threads at once.
template <class Item>
class InOrder {
  public:
    /// Calls `take` with `item` and with those that waited for it, in order; or keeps it until its turn.
    template <class Take>
    void arrive(std::uint64_t number, Item item, Take take) {
        if (number == next_ && early_.empty()) {
            ++next_;
            return take(number, std::move(item));
        }
        early_.emplace(number, std::move(item));
        for (auto node = early_.extract(next_); !node.empty(); node = early_.extract(next_)) {
            ++next_;  // first, so that a `take` that throws holds up nobody
            take(node.key(), std::move(node.mapped()));
        }
    }

  private:
    std::uint64_t next_ = 1;
    std::map<std::uint64_t, Item> early_;
};

}  // namespace chatter::socketio
