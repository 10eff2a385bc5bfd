// A flood of wrong passwords must not fill the disk with entries of the audit log. The first one of a name
// and an address is told of at once; those that follow within a minute are counted, and told of together by
// the first sign-in of anybody after it:
//
//   wrong · wrong · wrong ·   60 s   · any sign-in
//     1                                2 more
//
// A minute has entries for at most 60 names and addresses; the failures of all others are one more.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "chat/ports/audit_store.hpp"

namespace chatter::chat {

/// Threads: any. A restart forgets what is counted and not told yet.
class FailedSignInCounter {
  public:
    static constexpr std::chrono::seconds window{60};
    static constexpr std::size_t told_apart_max = 60;

    /// Counts one, and gives what is to be told now. `username` is as it was typed and in lower case: known
    /// and unknown ones are treated alike, so that the time that it takes tells nothing. It is in no entry.
    [[nodiscard]] std::vector<FailedSignIns> count(std::string_view username, std::optional<UserId> user_id,
                                                   const std::string& address, Time now);
    /// What has waited for its minute to end.
    [[nodiscard]] std::vector<FailedSignIns> take_due(Time now);

  private:
    using Key = std::pair<std::string, std::string>;  // username and address
    struct Counted {
        std::optional<UserId> user_id;
        Time told_at;
        std::int64_t untold = 0;
    };

    void take_due(Time now, std::vector<FailedSignIns>& due);

    std::mutex mutex_;  // guards the map, for a look through its few entries
    std::map<Key, Counted> counted_;
};

}  // namespace chatter::chat
