#include "socketio/engineio/sid.hpp"

#include <algorithm>

namespace chatter::engineio {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
constexpr std::size_t length = 20;
constexpr std::size_t worker_length = 2;

}  // namespace

Sid::Sid(std::string_view text) {
    if (text.size() == usual_.size())
        std::ranges::copy(text, usual_.begin());
    else
        other_ = std::make_unique<const std::string>(text);
}

std::string make_sid(std::size_t worker, Random& random) {
    std::string sid;
    sid.reserve(length);
    sid.push_back(alphabet[worker / alphabet.size()]);
    sid.push_back(alphabet[worker % alphabet.size()]);
    return sid += random_token(random, length - worker_length);
}

std::optional<std::size_t> worker_of_sid(std::string_view sid, std::size_t worker_count) noexcept {
    if (sid.size() != length) return std::nullopt;
    const auto high = alphabet.find(sid[0]), low = alphabet.find(sid[1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    const auto index = high * alphabet.size() + low;
    if (index >= worker_count) return std::nullopt;
    return index;
}

bool SidDirectory::add(const std::string& sid, std::size_t worker) {
    const std::lock_guard lock(mutex_);
    return workers_.emplace(sid, worker).second;
}

void SidDirectory::remove(const std::string& sid) {
    const std::lock_guard lock(mutex_);
    workers_.erase(sid);
}

std::optional<std::size_t> SidDirectory::find(const std::string& sid) const {
    const std::lock_guard lock(mutex_);
    const auto found = workers_.find(sid);
    if (found == workers_.end()) return std::nullopt;
    return found->second;
}

}  // namespace chatter::engineio
