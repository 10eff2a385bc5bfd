#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "cluster/redis/resp.hpp"
#include "cluster/redis/stream.hpp"
#include "cluster/redis/url.hpp"

namespace chatter::cluster::redis {

struct LinkOptions {
    Address address;
    std::chrono::milliseconds connect_timeout{5'000};
    /// A connection on which nothing has come for this long, though it is asked in between, is given up.
    std::chrono::milliseconds silence_max{10'000};
    std::chrono::milliseconds ping_interval{3'000};
    /// Waits between attempts grow from the one to the other, by chance shortened by up to half.
    std::chrono::milliseconds retry_min{50};
    std::chrono::milliseconds retry_max{5'000};
    /// What may wait to be written; beyond that nothing is taken.
    std::size_t outbox_bytes_max = std::size_t{32} * 1024 * 1024;
};

/// One connection to Redis, made anew whenever it is lost. All on the executor's thread.
///
///   connect ─► AUTH, SELECT ─► up ─► values ─► lost ─► down ─► a pause ─► connect
class Link {
  public:
    struct Handlers {
        std::function<void()> on_up;
        std::function<void()> on_down;
        std::function<void(Value)> on_value;  // while it is up
        /// Now and then while it is up: sends something that is answered.
        std::function<void()> on_ping;
    };

    /// `random` outlives this.
    Link(WorkerExecutor executor, LinkOptions options, Handlers handlers, Random& random);
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void start();
    /// Nothing is called after this.
    void stop();
    [[nodiscard]] bool is_up() const noexcept { return is_up_; }
    /// False when it is down, or too much waits.
    bool send(const std::string& command_bytes);
    /// Gives the connection up; a new one follows.
    void drop();

  private:
    using Clock = std::chrono::steady_clock;
    using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, WorkerExecutor>;
    using StreamPtr = std::shared_ptr<Stream>;

    Task<void> run();
    Task<Result<void>> live(StreamPtr stream);
    Task<Result<void>> introduce(StreamPtr stream, RespReader& reader);
    Task<Result<Value>> ask(StreamPtr stream, RespReader& reader, std::vector<std::string> words);
    Task<Result<void>> read_more(StreamPtr stream, RespReader& reader);
    Task<void> write_all(StreamPtr stream);
    Task<void> watch();
    Task<void> wait(std::chrono::milliseconds time);
    std::chrono::milliseconds next_pause();

    const WorkerExecutor executor_;
    const LinkOptions options_;
    const Handlers handlers_;
    Random& random_;
    Timer pause_;
    Timer watch_timer_;
    StreamPtr stream_;
    std::string outbox_;
    std::string being_written_;
    bool is_writing_ = false;
    bool is_up_ = false;
    bool is_stopped_ = false;
    bool is_told_ = false;  // that Redis does not answer
    std::chrono::milliseconds pause_max_;
    Clock::time_point deadline_ = Clock::time_point::max();
    Clock::time_point ping_at_ = Clock::time_point::max();
};

}  // namespace chatter::cluster::redis
