// Redis has one thread here, with two connections: one for commands, one for subscriptions. Not on the
// workers' loops, because what the cluster says concerns all of them: it is read and decoded once, beside the
// sockets' work, and posted to each. What is published leaves over one connection, so that the others hear it
// in the order of its publishing. Not hiredis: Debian 12's has no TLS, and bounds nothing that it reads.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/completion.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "cluster/redis/link.hpp"
#include "cluster/redis/subscriptions.hpp"

namespace chatter::cluster::redis {

/// What is known of Redis. Threads: any, but for what is said of the client's own.
class Client {
  public:
    /// `random` outlives this.
    Client(Address address, Random& random) : Client(LinkOptions{.address = std::move(address)}, random) {}
    Client(LinkOptions options, Random& random);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    using OnReply = std::move_only_function<void(Result<Value>)>;
    /// Sends a command. Commands of one thread run in its order. `done`, if any, is called on the client's
    /// thread. Errors: Errc::unavailable (nobody knows whether it was done), Errc::busy.
    void command(std::vector<std::string> words, OnReply done = {});
    [[nodiscard]] Task<Result<Value>> ask(std::vector<std::string> words);
    void publish(std::string channel, std::string payload) {
        command({"PUBLISH", std::move(channel), std::move(payload)});
    }

    /// By sharded pub/sub, of Redis 7.
    void publish_sharded(std::string channel, std::string payload) {
        command({"SPUBLISH", std::move(channel), std::move(payload)});
    }

    using OnMessage = Subscriptions::OnMessage;
    /// Calls `handler` on the client's thread with what is published there, as long as the returned object
    /// lives, and a moment longer. That goes before the client. It is heard again after a lost connection;
    /// what was published meanwhile is not.
    [[nodiscard]] std::shared_ptr<void> subscribe(std::string channel, OnMessage handler) {
        return subscribe_to(Subscriptions::Kind::channel, std::move(channel), std::move(handler));
    }
    [[nodiscard]] std::shared_ptr<void> subscribe_pattern(std::string pattern, OnMessage handler) {
        return subscribe_to(Subscriptions::Kind::pattern, std::move(pattern), std::move(handler));
    }
    /// Hears what is said by publish_sharded.
    [[nodiscard]] std::shared_ptr<void> subscribe_sharded(std::string channel, OnMessage handler) {
        return subscribe_to(Subscriptions::Kind::shard, std::move(channel), std::move(handler));
    }

    /// Until what has been subscribed to by this thread so far is in force, or Redis is away. It has the
    /// bound of all that is waited for on the connection, LinkOptions::silence_max.
    [[nodiscard]] Task<void> until_subscribed();

    /// Called on the client's thread, each time all subscriptions are in force, and when a connection was
    /// lost. Before start.
    void on_state(std::function<void(bool up)> handler) { on_state_.push_back(std::move(handler)); }
    /// Whether both connections stand.
    [[nodiscard]] bool is_up() const noexcept { return is_up_; }

    void start();
    /// Sends what waits, for a moment, then ends. Nothing is called after it.
    void stop();

    [[nodiscard]] WorkerExecutor executor() noexcept { return loop_.get_executor(); }
    void post(std::move_only_function<void()> job) { asio::post(loop_, std::move(job)); }

  private:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        OnReply done;
        Clock::time_point since;
    };

    [[nodiscard]] std::shared_ptr<void> subscribe_to(Subscriptions::Kind kind, std::string name,
                                                     OnMessage handler);
    void send(std::vector<std::string> words, OnReply done);
    void take_reply(Value value);
    void fail_all();
    void ping();
    void tell_of_subscriptions(const std::vector<std::string>& words);
    void update_state();

    asio::io_context loop_{1};
    asio::executor_work_guard<WorkerExecutor> work_;
    Link commands_;
    Link messages_;
    std::deque<Waiting> waiting_;  // for replies, in order
    Subscriptions subscriptions_;
    std::atomic<std::uint64_t> next_key_ = 0;
    std::vector<std::function<void(bool)>> on_state_;
    std::atomic<bool> is_up_ = false;
    std::thread thread_;
};

}  // namespace chatter::cluster::redis
