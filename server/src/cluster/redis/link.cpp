#include "cluster/redis/link.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>

#include "base/errc.hpp"
#include "base/log.hpp"

namespace chatter::cluster::redis {

namespace {

constexpr std::chrono::milliseconds watch_interval{250};
constexpr std::size_t read_bytes = 64 * 1024;

}  // namespace

Link::Link(WorkerExecutor executor, LinkOptions options, Handlers handlers, Random& random)
    : executor_(executor),
      options_(std::move(options)),
      handlers_(std::move(handlers)),
      random_(random),
      pause_(executor),
      watch_timer_(executor),
      pause_max_(options_.retry_min) {}

void Link::start() {
    asio::co_spawn(executor_, run(), asio::detached);
    asio::co_spawn(executor_, watch(), asio::detached);
}

void Link::stop() {
    is_stopped_ = true;
    is_up_ = false;
    pause_.cancel();
    watch_timer_.cancel();
    if (stream_) stream_->close();
}

void Link::drop() {
    if (stream_) stream_->close();
}

Task<void> Link::run() {
    while (!is_stopped_) {
        stream_ = std::make_shared<Stream>(executor_);
        deadline_ = Clock::now() + options_.connect_timeout;
        const auto lived = co_await live(stream_);
        deadline_ = ping_at_ = Clock::time_point::max();
        stream_->close();
        if (is_stopped_) co_return;
        if (!std::exchange(is_told_, true))
            log::warn("Redis does not answer; trying again until it does", {{"cause", lived.error().detail}});
        if (std::exchange(is_up_, false)) handlers_.on_down();
        outbox_.clear();
        co_await wait(next_pause());
    }
}

Task<Result<void>> Link::live(StreamPtr stream) {
    auto connected = co_await stream->connect(options_.address);
    if (!connected) co_return connected;
    RespReader reader;
    auto introduced = co_await introduce(stream, reader);
    if (!introduced) co_return introduced;

    if (std::exchange(is_told_, false)) log::info("Redis answers again");
    pause_max_ = options_.retry_min;
    is_up_ = true;
    ping_at_ = Clock::now() + options_.ping_interval;
    deadline_ = Clock::now() + options_.silence_max;
    handlers_.on_up();
    while (!is_stopped_) {
        auto value = reader.next();
        if (!value) co_return std::unexpected(std::move(value.error()));
        if (*value) {
            handlers_.on_value(std::move(**value));
            continue;
        }
        auto read = co_await read_more(stream, reader);
        if (!read) co_return read;
        deadline_ = Clock::now() + options_.silence_max;
    }
    co_return Result<void>();
}

Task<Result<void>> Link::introduce(StreamPtr stream, RespReader& reader) {
    const auto& address = options_.address;
    std::vector<std::vector<std::string>> steps;
    if (!address.password.empty() || !address.username.empty()) {
        std::vector<std::string> words{"AUTH"};
        if (!address.username.empty()) words.push_back(address.username);
        words.push_back(address.password);
        steps.push_back(std::move(words));
    }
    if (address.database != 0) steps.push_back({"SELECT", std::to_string(address.database)});
    steps.push_back({"PING"});
    for (auto& step : steps) {
        const auto reply = co_await ask(stream, reader, std::move(step));
        if (!reply) co_return std::unexpected(reply.error());
        if (reply->is_error()) co_return fail(Errc::unavailable, reply->text);
    }
    co_return Result<void>();
}

Task<Result<Value>> Link::ask(StreamPtr stream, RespReader& reader, std::vector<std::string> words) {
    const auto bytes = encode_command(words);
    const auto written = co_await stream->write(bytes);
    if (!written) co_return std::unexpected(written.error());
    while (true) {
        auto value = reader.next();
        if (!value) co_return std::unexpected(std::move(value.error()));
        if (*value) co_return std::move(**value);
        const auto read = co_await read_more(stream, reader);
        if (!read) co_return std::unexpected(read.error());
    }
}

Task<Result<void>> Link::read_more(StreamPtr stream, RespReader& reader) {
    std::string buffer(read_bytes, '\0');
    const auto count = co_await stream->read_some(buffer);
    if (!count) co_return std::unexpected(count.error());
    reader.feed(std::string_view(buffer).substr(0, *count));
    co_return Result<void>();
}

bool Link::send(const std::string& command_bytes) {
    if (!is_up_ || outbox_.size() + command_bytes.size() > options_.outbox_bytes_max) return false;
    outbox_ += command_bytes;
    if (!std::exchange(is_writing_, true)) asio::co_spawn(executor_, write_all(stream_), asio::detached);
    return true;
}

Task<void> Link::write_all(StreamPtr stream) {
    while (!outbox_.empty() && stream == stream_ && !is_stopped_) {
        being_written_.clear();
        std::swap(outbox_, being_written_);
        const auto written = co_await stream->write(being_written_);
        if (!written) stream->close();
    }
    is_writing_ = false;
    // What came for a newer connection meanwhile.
    if (!outbox_.empty() && is_up_ && !is_stopped_) {
        is_writing_ = true;
        asio::co_spawn(executor_, write_all(stream_), asio::detached);
    }
}

Task<void> Link::watch() {
    while (!is_stopped_) {
        boost::system::error_code cancelled;
        watch_timer_.expires_after(watch_interval);
        co_await watch_timer_.async_wait(asio::redirect_error(use_task, cancelled));
        const auto now = Clock::now();
        if (now >= deadline_ && stream_) {
            deadline_ = Clock::time_point::max();
            stream_->close();
        } else if (now >= ping_at_ && is_up_) {
            ping_at_ = now + options_.ping_interval;
            handlers_.on_ping();
        }
    }
}

Task<void> Link::wait(std::chrono::milliseconds time) {
    boost::system::error_code cancelled;
    pause_.expires_after(time);
    co_await pause_.async_wait(asio::redirect_error(use_task, cancelled));
}

std::chrono::milliseconds Link::next_pause() {
    std::array<std::uint8_t, 2> chance{};
    random_.fill(chance);
    const auto share = (chance[0] * 256 + chance[1]) / 65536.0;
    const auto pause = std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(pause_max_.count()) * (1.0 - share / 2)));
    pause_max_ = std::min(pause_max_ * 2, options_.retry_max);
    return pause;
}

}  // namespace chatter::cluster::redis
