#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/random.hpp"

namespace chatter::engineio {

/// A session's id. The usual ones, of 20 characters, cost no allocation.
class Sid {
  public:
    explicit Sid(std::string_view text);

    [[nodiscard]] std::string_view view() const noexcept {
        return other_ ? std::string_view(*other_) : std::string_view(usual_.data(), usual_.size());
    }

  private:
    std::array<char, 20> usual_{};
    std::unique_ptr<const std::string> other_;  // of another length
};

/// 20 characters: two that say which worker has the session, so that a request for it finds its way without a
/// lock, and 108 random bits.
[[nodiscard]] std::string make_sid(std::size_t worker, Random& random);

/// Which of `worker_count` workers such a sid names; nothing when it is no such sid.
[[nodiscard]] std::optional<std::size_t> worker_of_sid(std::string_view sid,
                                                       std::size_t worker_count) noexcept;

/// Which worker has a session whose sid the application chose, and so says nothing of it. Threads: any.
class SidDirectory {
  public:
    /// False when it is taken.
    bool add(const std::string& sid, std::size_t worker);
    void remove(const std::string& sid);
    [[nodiscard]] std::optional<std::size_t> find(const std::string& sid) const;

  private:
    // Guards the map. Requests look here before they are on any session's worker: there is no owner to post
    // to.
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> workers_;
};

}  // namespace chatter::engineio
