#include "chat/failed_sign_ins.hpp"

namespace chatter::chat {

namespace {

/// Nobody's name is longer.
constexpr std::size_t username_bytes_max = 33;

}  // namespace

std::vector<FailedSignIns> FailedSignInCounter::count(std::string_view username,
                                                      std::optional<UserId> user_id,
                                                      const std::string& address, Time now) {
    const std::lock_guard lock(mutex_);
    std::vector<FailedSignIns> due;
    take_due(now, due);
    Key key{username.substr(0, username_bytes_max), address};
    auto known = counted_.find(key);
    if (known == counted_.end() && counted_.size() >= told_apart_max) {
        // No name is empty: this entry is everybody else's.
        key = Key();
        user_id.reset();
        known = counted_.find(key);
    }
    if (known != counted_.end()) {
        ++known->second.untold;
        return due;
    }
    due.push_back({.user_id = user_id, .address = key.second, .attempts = 1});
    counted_.emplace(std::move(key), Counted{.user_id = user_id, .told_at = now});
    return due;
}

std::vector<FailedSignIns> FailedSignInCounter::take_due(Time now) {
    const std::lock_guard lock(mutex_);
    std::vector<FailedSignIns> due;
    take_due(now, due);
    return due;
}

void FailedSignInCounter::take_due(Time now, std::vector<FailedSignIns>& due) {
    for (auto place = counted_.begin(); place != counted_.end();) {
        auto& [key, counted] = *place;
        if (now - counted.told_at < window) {
            ++place;
        } else if (counted.untold == 0) {
            place = counted_.erase(place);
        } else {
            due.push_back({.user_id = counted.user_id, .address = key.second, .attempts = counted.untold});
            counted.told_at = now;
            counted.untold = 0;
            ++place;
        }
    }
}

}  // namespace chatter::chat
