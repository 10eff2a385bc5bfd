#include "cluster/redis_presence.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

namespace chatter::cluster {

namespace {

constexpr std::string_view channel = "chatter:presence";
constexpr std::size_t name_length = 12;
constexpr std::size_t peers_max = 1000;
/// People of one word.
constexpr std::size_t people_max = 1000;

/// KEYS: the node's hash; ARGV: TTL in ms, channel, word, told, whether that is all, then a field and a value
/// for each person, the value empty for one who is gone.
constexpr std::string_view say_script = R"(
if ARGV[5] == '1' then redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'told', ARGV[4])
for i = 6, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[i])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
)";

std::string key_of(const std::string& node) { return std::string(channel) + ":" + node; }

std::vector<std::string> say_command(const PresenceWord& word) {
    std::vector<std::string> words{"EVAL",
                                   std::string(say_script),
                                   "1",
                                   key_of(word.node),
                                   std::to_string(RedisPresence::ttl.count()),
                                   std::string(channel),
                                   encode_presence(word),
                                   std::to_string(word.told),
                                   word.is_all ? "1" : "0"};
    for (const auto& said : word.people) {
        words.push_back(said.user_id.to_string());
        words.push_back(presence_field(said));
    }
    return words;
}

}  // namespace

RedisPresence::RedisPresence(redis::Client& client, Random& random)
    : client_(client), name_(random_token(random, name_length)), timer_(client.executor()) {}

void RedisPresence::start(chat::PresenceNode& node) {
    node_ = &node;
    client_.on_state([this](bool up) { on_state(up); });
    subscription_ = client_.subscribe(std::string(channel),
                                      [this](std::string_view, std::string_view payload) { take(payload); });
    renew_later();
}

void RedisPresence::stop() {
    client_.post([this] {
        stopped_ = true;
        timer_.cancel();
    });
}

void RedisPresence::on_state(bool up) {
    has_said_everything_ = false;
    if (!up) return;
    for (auto& [node, peer] : peers_) peer.heard_at = Clock::now();
    asio::co_spawn(client_.executor(), say_everything(), asio::detached);
}

void RedisPresence::renew_later() {
    timer_.expires_after(renew_interval);
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error || stopped_) return;
        renew();
        renew_later();
    });
}

void RedisPresence::renew() {
    if (!client_.is_up()) return;
    forget_silent();
    if (!has_said_everything_) {
        asio::co_spawn(client_.executor(), say_everything(), asio::detached);
        return;
    }
    client_.command({"PEXPIRE", key_of(name_), std::to_string(ttl.count())},
                    [this](Result<redis::Value> reply) {
                        // Redis may have been emptied.
                        if (reply && reply->is_integer() && reply->integer == 0) has_said_everything_ = false;
                    });
    say_alive();
}

Task<void> RedisPresence::say_everything() {
    auto people = co_await node_->local();
    if (!client_.is_up() || stopped_) co_return;
    has_said_everything_ = true;  // what changes from now on is told after this
    say(std::move(people), true);
}

void RedisPresence::tell(std::vector<chat::NodePresence> changes) {
    client_.post([this, changes = std::move(changes)]() mutable {
        if (has_said_everything_) say(std::move(changes), false);
    });
}

void RedisPresence::say(std::vector<chat::NodePresence> people, bool is_all) {
    for (std::size_t i = 0; i == 0 || i < people.size(); i += people_max) {
        const auto begin = people.begin() + static_cast<std::ptrdiff_t>(i);
        const auto count = static_cast<std::ptrdiff_t>(std::min(people_max, people.size() - i));
        PresenceWord word{.node = name_, .told = ++told_, .people = {begin, begin + count}};
        word.is_all = word.asks = is_all && i == 0;
        client_.command(say_command(word), [this](Result<redis::Value> reply) {
            // Nobody knows what of it was done.
            if (!reply || reply->is_error()) has_said_everything_ = false;
        });
    }
}

void RedisPresence::say_alive() {
    client_.publish(std::string(channel), encode_presence({.node = name_, .told = told_}));
}

void RedisPresence::take(std::string_view payload) {
    auto word = decode_presence(payload);
    if (!word || word->node == name_) return;
    if (!peers_.contains(word->node) && peers_.size() >= peers_max) return;
    auto& peer = peers_[word->node];
    peer.heard_at = Clock::now();
    peer.latest = std::max(peer.latest, word->told);
    if (word->asks && has_said_everything_) say_alive();
    take_people(peer, std::move(*word));
}

void RedisPresence::take_people(Peer& peer, PresenceWord word) {
    if (word.is_all) {
        peer.told = word.told;
        return node_->hear_everything(word.node, std::move(word.people));
    }
    if (word.told <= peer.told) return;
    if (peer.told < 0 || word.told != peer.told + 1 || word.people.empty()) return read(word.node);
    peer.told = word.told;
    node_->hear(word.node, std::move(word.people));
}

/// What Redis keeps of a node, of whom something was missed.
void RedisPresence::read(const std::string& node) {
    auto& peer = peers_[node];
    if (std::exchange(peer.is_being_read, true)) return;
    client_.command({"HGETALL", key_of(node)},
                    [this, node, latest = peer.latest](Result<redis::Value> reply) {
                        const auto found = peers_.find(node);
                        if (found == peers_.end()) return;
                        found->second.is_being_read = false;
                        if (!reply || !reply->is_array()) return;
                        std::vector<std::string> fields;
                        for (auto& item : reply->items) fields.push_back(std::move(item.text));
                        auto word = read_presence_hash(node, fields);
                        if (!word || word->told < found->second.told) return;
                        take_people(found->second, std::move(*word));
                        if (found->second.latest > latest) read(node);  // it has gone on meanwhile
                    });
}

void RedisPresence::forget_silent() {
    const auto oldest = Clock::now() - ttl;
    std::erase_if(peers_, [&](const auto& peer) {
        if (peer.second.heard_at >= oldest) return false;
        node_->forget(peer.first);
        return true;
    });
}

}  // namespace chatter::cluster
