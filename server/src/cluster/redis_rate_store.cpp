#include "cluster/redis_rate_store.hpp"

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <charconv>
#include <optional>

#include "base/errc.hpp"

namespace chatter::cluster {

namespace {

constexpr std::string_view prefix = "chatter:rate:";
/// Whoever waits for longer is judged by this node alone.
constexpr std::chrono::milliseconds patience{500};

/// GCRA as base/rate_limit.hpp has it, in microseconds. KEYS: names; ARGV: for each the whole window and the
/// part of one take, negative to give one back. Returns the number of the key that refused, or 0, then what
/// each owes.
constexpr std::string_view script = R"(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local debts, refused = {}, 0
for i, key in ipairs(KEYS) do
  local whole, one = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local debt = math.max(tonumber(redis.call('GET', key) or '0') - now, 0)
  if debt > whole then debt = 0 end
  debts[i] = debt
  if refused == 0 and debt + one > whole then refused = i end
end
local result = {tostring(refused)}
for i, key in ipairs(KEYS) do
  if refused == 0 then
    debts[i] = math.max(debts[i] + tonumber(ARGV[2 * i]), 0)
    if debts[i] >= 1000 then
      redis.call('SET', key, string.format('%.0f', now + debts[i]), 'PX', string.format('%.0f', debts[i] / 1000))
    else
      redis.call('DEL', key)
    end
  end
  result[i + 1] = string.format('%.0f', debts[i])
end
return result
)";

struct Rate {
    std::int64_t one;
    std::int64_t whole;

    explicit Rate(RateLimit limit)
        : one(std::max<std::int64_t>(
              std::chrono::microseconds(limit.window).count() / std::max(limit.quantity, 1U), 1)),
          whole(one * limit.quantity) {}
};

std::optional<std::int64_t> number_of(const redis::Value& value) {
    std::int64_t number = 0;
    const auto& text = value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!value.is_text() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::vector<std::string> command_of(const std::vector<chat::RateKey>& keys, std::int64_t direction) {
    std::vector<std::string> words{"EVAL", std::string(script), std::to_string(keys.size())};
    for (const auto& key : keys) words.push_back(std::string(prefix) + key.name);
    for (const auto& key : keys) {
        const Rate rate(key.limit);
        words.push_back(std::to_string(rate.whole));
        words.push_back(std::to_string(rate.one * direction));
    }
    return words;
}

/// Nothing when that is no answer of the script's.
std::optional<std::vector<RateState>> states_of(const Result<redis::Value>& reply,
                                                const std::vector<chat::RateKey>& keys) {
    if (!reply || !reply->is_array() || reply->items.size() != keys.size() + 1) return std::nullopt;
    const auto refused = number_of(reply->items[0]);
    if (!refused) return std::nullopt;
    std::vector<RateState> states;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto debt = number_of(reply->items[i + 1]);
        if (!debt) return std::nullopt;
        const Rate rate(keys[i].limit);
        const auto left = rate.whole - std::clamp<std::int64_t>(*debt, 0, rate.whole);
        states.push_back({.allowed = *refused != static_cast<std::int64_t>(i) + 1,
                          .remaining = static_cast<std::uint32_t>(left / rate.one),
                          .retry_after = std::chrono::microseconds(left >= rate.one ? 0 : rate.one - left),
                          .reset_after = std::chrono::microseconds(*debt)});
    }
    return states;
}

/// A reply, or its deadline, whichever comes first. On the client's thread.
struct Question {
    using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                             asio::wait_traits<std::chrono::steady_clock>, WorkerExecutor>;
    Timer deadline;
    Completion<Result<redis::Value>> done;

    void finish(Result<redis::Value> reply) {
        if (!done) return;
        deadline.cancel();
        std::exchange(done, nullptr)(std::move(reply));
    }
};

void ask(redis::Client& client, std::vector<std::string> words, Completion<Result<redis::Value>> done) {
    client.post([&client, words = std::move(words), done = std::move(done)]() mutable {
        const auto question =
            std::make_shared<Question>(Question::Timer(client.executor(), patience), std::move(done));
        question->deadline.async_wait([question](const boost::system::error_code& error) {
            if (!error) question->finish(fail(Errc::unavailable, "Redis takes too long."));
        });
        client.command(std::move(words),
                       [question](Result<redis::Value> reply) { question->finish(std::move(reply)); });
    });
}

}  // namespace

Task<std::vector<RateState>> RedisRateStore::take(std::vector<chat::RateKey> keys) {
    // No limit costs no question.
    const bool limited = std::ranges::any_of(keys, [](const auto& key) { return key.limit.quantity > 0; });
    if (!limited || !client_.is_up()) co_return local_.take_now(keys);
    const auto reply = co_await suspend_until_completed<Result<redis::Value>>(
        [this, &keys](Completion<Result<redis::Value>> done) {
            ask(client_, command_of(keys, 1), std::move(done));
        });
    auto states = states_of(reply, keys);
    if (!states) co_return local_.take_now(keys);
    co_return std::move(*states);
}

void RedisRateStore::give_back(chat::RateKey key) {
    if (key.limit.quantity == 0) return;
    if (!client_.is_up()) return local_.give_back(std::move(key));
    client_.command(command_of({std::move(key)}, -1));
}

void RedisRateStore::forget(chat::RateKey key) {
    if (client_.is_up()) client_.command({"DEL", std::string(prefix) + key.name});
    local_.forget(std::move(key));
}

}  // namespace chatter::cluster
