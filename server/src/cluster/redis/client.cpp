#include "cluster/redis/client.hpp"

#include <future>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace chatter::cluster::redis {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t waiting_max = 100'000;
/// A Redis that owes an answer for this long has stopped, whatever its connection says.
constexpr auto reply_timeout = 5s;
constexpr auto goodbye_timeout = 500ms;

constexpr const char* errors_name = "chatter_redis_errors_total";
constexpr const char* errors_help = "Commands that Redis did not do, or of which nobody knows.";
const metrics::Counter refused_commands(errors_name, errors_help, {{"reason", "refused"}});
const metrics::Counter unsent_commands(errors_name, errors_help, {{"reason", "unavailable"}});
const metrics::Counter dropped_commands(errors_name, errors_help, {{"reason", "busy"}});
const metrics::Counter lost_commands(errors_name, errors_help, {{"reason", "lost"}});
const metrics::Gauge up_gauge("chatter_redis_up", "With REDIS_URL: 1 while both connections to it stand.");

}  // namespace

Client::Client(LinkOptions options, Random& random)
    : work_(loop_.get_executor()),
      commands_(loop_.get_executor(), options,
                {.on_up = [this] { update_state(); },
                 .on_down =
                     [this] {
                         update_state();
                         fail_all();
                     },
                 .on_value = [this](Value value) { take_reply(std::move(value)); },
                 .on_ping = [this] { ping(); }},
                random),
      messages_(loop_.get_executor(), options,
                {.on_up =
                     [this] {
                         subscriptions_.begin();
                         update_state();
                     },
                 .on_down =
                     [this] {
                         subscriptions_.end();
                         update_state();
                     },
                 .on_value =
                     [this](const Value& value) {
                         if (subscriptions_.take(value)) update_state();
                     },
                 .on_ping = [this] { messages_.send(encode_command({"PING"})); }},
                random),
      subscriptions_([this](const auto& words) { tell_of_subscriptions(words); }) {}

Client::~Client() { stop(); }

void Client::start() {
    asio::post(loop_, [this] {
        commands_.start();
        messages_.start();
    });
    thread_ = std::thread([this] { loop_.run(); });
}

void Client::stop() {
    if (!thread_.joinable()) return;
    std::promise<void> said;
    if (is_up_) {
        command({"PING"}, [&said](const Result<Value>&) { said.set_value(); });
        said.get_future().wait_for(goodbye_timeout);
    }
    asio::post(loop_, [this] {
        commands_.stop();
        messages_.stop();
        if (is_up_.exchange(false)) up_gauge.subtract();
        fail_all();
        subscriptions_.end();
        work_.reset();
    });
    thread_.join();
}

void Client::command(std::vector<std::string> words, OnReply done) {
    asio::post(loop_, [this, words = std::move(words), done = std::move(done)]() mutable {
        send(std::move(words), std::move(done));
    });
}

Task<Result<Value>> Client::ask(std::vector<std::string> words) {
    co_return co_await suspend_until_completed<Result<Value>>(
        [this, &words](Completion<Result<Value>> done) { command(std::move(words), std::move(done)); });
}

void Client::send(std::vector<std::string> words, OnReply done) {
    if (waiting_.size() >= waiting_max) {
        dropped_commands.add();
        if (done) done(fail(Errc::busy, "Too much waits for Redis."));
        return;
    }
    if (!commands_.send(encode_command(words))) {
        unsent_commands.add();
        if (done) done(fail(Errc::unavailable, "Redis does not answer."));
        return;
    }
    waiting_.push_back({.done = std::move(done), .since = Clock::now()});
}

void Client::ping() {
    if (!waiting_.empty() && Clock::now() - waiting_.front().since > reply_timeout) return commands_.drop();
    send({"PING"}, {});
}

void Client::take_reply(Value value) {
    if (waiting_.empty()) return commands_.drop();
    auto done = std::move(waiting_.front().done);
    waiting_.pop_front();
    if (value.is_error()) refused_commands.add();
    if (done) return done(std::move(value));
    if (value.is_error()) log::warn("Redis refuses a command", {{"cause", value.text}});
}

void Client::fail_all() {
    auto waiting = std::exchange(waiting_, {});
    lost_commands.add(static_cast<std::int64_t>(waiting.size()));
    for (auto& one : waiting)
        if (one.done) one.done(fail(Errc::unavailable, "The connection to Redis was lost."));
}

std::shared_ptr<void> Client::subscribe_to(Subscriptions::Kind kind, std::string name, OnMessage handler) {
    const auto key = next_key_++;
    asio::post(loop_, [this, key, kind, name = std::move(name), handler = std::move(handler)]() mutable {
        subscriptions_.add(key, kind, std::move(name), std::move(handler));
    });
    return {this, [key](Client* client) {
                asio::post(client->loop_, [client, key] { client->subscriptions_.remove(key); });
            }};
}

Task<void> Client::until_subscribed() {
    co_await suspend_until_completed<bool>([this](Completion<bool> done) {
        asio::post(loop_, [this, done = std::move(done)]() mutable {
            subscriptions_.when_in_force([done = std::move(done)]() mutable { done(true); });
        });
    });
}

void Client::tell_of_subscriptions(const std::vector<std::string>& words) {
    // All are told anew on the next connection.
    if (!messages_.send(encode_command(words))) messages_.drop();
}

void Client::update_state() {
    const bool up = commands_.is_up() && messages_.is_up() && subscriptions_.are_in_force();
    if (is_up_.exchange(up) == up) return;
    up_gauge.add(up ? 1 : -1);
    for (const auto& handler : on_state_) handler(up);
}

}  // namespace chatter::cluster::redis
