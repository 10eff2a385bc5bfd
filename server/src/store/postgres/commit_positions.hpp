#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "chat/ids.hpp"
#include "store/postgres/snapshot.hpp"

namespace chatter::store::postgres {

/// Up to where in the log a replica must have got to show a user what that user has done. Remembers the
/// latest `users_max` to 2 · `users_max` users; what it forgets counts for everybody. Threads: any.
class CommitPositions {
  public:
    explicit CommitPositions(std::size_t users_max) : users_max_(users_max) {}

    /// A commit that ends at `lsn` concerned `user`.
    void note(chat::UserId user, Lsn lsn) {
        const std::lock_guard lock(mutex_);
        auto& known = recent_[user];
        known = std::max(known, lsn);
        if (recent_.size() < users_max_) return;
        for (const auto& [forgotten, position] : older_) everybody_ = std::max(everybody_, position);
        older_ = std::exchange(recent_, {});
    }
    /// It concerned everybody, or is from before this program began.
    void note_for_everybody(Lsn lsn) {
        const std::lock_guard lock(mutex_);
        everybody_ = std::max(everybody_, lsn);
    }
    [[nodiscard]] Lsn of(chat::UserId user) const {
        const std::lock_guard lock(mutex_);
        auto position = everybody_;
        for (const auto* const known : {&recent_, &older_})
            if (const auto found = known->find(user); found != known->end())
                position = std::max(position, found->second);
        return position;
    }

  private:
    using Positions = std::unordered_map<chat::UserId, Lsn>;

    const std::size_t users_max_;
    mutable std::mutex mutex_;  // guards the three below, for a look-up
    Positions recent_, older_;
    Lsn everybody_ = 0;
};

}  // namespace chatter::store::postgres
