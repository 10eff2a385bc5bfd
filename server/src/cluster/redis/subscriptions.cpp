#include "cluster/redis/subscriptions.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"

namespace chatter::cluster::redis {

namespace {

using Kind = Subscriptions::Kind;

/// There may be one for each room: not all of them at once, so that what waits to be written stays small.
constexpr std::size_t unconfirmed_max = 10'000;
constexpr std::size_t names_per_command_max = 500;

/// Redis has each of its words for the three kinds.
std::string word_for(Kind kind, std::string_view word) {
    switch (kind) {
        case Kind::channel: return std::string(word);
        case Kind::pattern: return "P" + std::string(word);
        case Kind::shard: return "S" + std::string(word);
    }
    return {};
}

std::optional<Kind> kind_of_message(std::string_view word) {
    if (word == "message") return Kind::channel;
    if (word == "pmessage") return Kind::pattern;
    if (word == "smessage") return Kind::shard;
    return std::nullopt;
}

}  // namespace

void Subscriptions::add(std::uint64_t key, Kind kind, std::string name, OnMessage handler) {
    const auto [added, is_new] = subscriptions_.emplace(
        key, Subscription{.kind = kind, .name = std::move(name), .handler = std::move(handler)});
    if (!is_new) return;
    by_name_[index(kind)].emplace(added->second.name, &added->second);
    if (!is_connected_) return;
    unsent_.push_back(key);
    send_some();
}

void Subscriptions::remove(std::uint64_t key) {
    const auto found = subscriptions_.find(key);
    if (found == subscriptions_.end()) return;
    const auto kind = found->second.kind;
    const auto [first, last] = hearers(kind, found->second.name);
    by_name_[index(kind)].erase(
        std::find_if(first, last, [&](const auto& named) { return named.second == &found->second; }));
    const auto removed = std::move(found->second);
    subscriptions_.erase(found);
    if (is_connected_ && !by_name_[index(kind)].contains(removed.name))
        send_({word_for(kind, "UNSUBSCRIBE"), removed.name});
}

void Subscriptions::begin() {
    is_connected_ = true;
    are_in_force_ = is_any_refused_ = false;
    sent_ = confirmed_ = 0;
    unsent_.clear();
    for (const auto& [key, subscription] : subscriptions_) unsent_.push_back(key);
    send_some();
    check();
}

void Subscriptions::end() {
    is_connected_ = are_in_force_ = false;
    unsent_.clear();
    release(std::numeric_limits<std::uint64_t>::max());
}

void Subscriptions::send_some() {
    while (!unsent_.empty() && sent_ - confirmed_ < unconfirmed_max) {
        std::vector<std::string> words;
        auto kind = Kind::channel;
        for (; !unsent_.empty() && words.size() <= names_per_command_max; unsent_.pop_front()) {
            const auto found = subscriptions_.find(unsent_.front());
            if (found == subscriptions_.end()) {
                // Given up meanwhile; whoever waits for it has waited long enough.
                ++sent_;
                ++confirmed_;
                continue;
            }
            if (words.empty()) {
                kind = found->second.kind;
                words.push_back(word_for(kind, "SUBSCRIBE"));
            }
            if (found->second.kind != kind) break;
            words.push_back(found->second.name);
        }
        if (words.empty()) return;
        sent_ += words.size() - 1;
        send_(words);
    }
}

bool Subscriptions::check() {
    if (!is_connected_ || !unsent_.empty() || sent_ > confirmed_) return false;
    return !std::exchange(are_in_force_, true);
}

void Subscriptions::when_in_force(std::move_only_function<void()> done) {
    if (!is_connected_ || is_any_refused_) return done();
    waiting_.emplace(sent_ + unsent_.size(), std::move(done));
    release(confirmed_);
}

/// Of those who wait, whoever waits for no more than this.
void Subscriptions::release(std::uint64_t confirmed) {
    while (!waiting_.empty() && waiting_.begin()->first <= confirmed)
        waiting_.extract(waiting_.begin()).mapped()();
}

bool Subscriptions::take(const Value& value) {
    if (value.is_error()) {
        log::warn("Redis refuses a subscription", {{"cause", value.text}});
        is_any_refused_ = true;
        release(std::numeric_limits<std::uint64_t>::max());
        return false;
    }
    const auto& items = value.items;
    if (items.size() < 3) return false;
    const auto& word = items[0].text;
    if (word == "subscribe" || word == "psubscribe" || word == "ssubscribe") {
        if (sent_ > confirmed_) ++confirmed_;
        send_some();
        release(confirmed_);
        return check();
    }
    const auto kind = kind_of_message(word);
    const bool is_pattern = kind == Kind::pattern;
    if (!kind || (is_pattern && items.size() < 4)) return false;
    const auto [first, last] = hearers(*kind, items[1].text);
    for (auto hearer = first; hearer != last; ++hearer)
        hearer->second->handler(items[is_pattern ? 2 : 1].text, items[is_pattern ? 3 : 2].text);
    return false;
}

}  // namespace chatter::cluster::redis
