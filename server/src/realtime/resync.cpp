#include "realtime/resync.hpp"

#include <algorithm>
#include <boost/asio/basic_waitable_timer.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace chatter::realtime {

namespace {

using Clock = std::chrono::steady_clock;
using Sockets = std::vector<std::weak_ptr<socketio::Socket>>;

// Each of them asks for its list of rooms and for what has changed.
constexpr std::size_t resynced_a_second = 1000;
constexpr std::chrono::milliseconds pause{20};

/// Not kept alive: whoever left by themselves meanwhile is gone.
Task<Sockets> sockets_of(socketio::Namespace& nsp) {
    const auto all = co_await nsp.sockets();
    co_return Sockets(all.begin(), all.end());
}

/// Evenly, so that whoever takes them in has the same to do all the time.
Task<void> close_within(Sockets sockets, std::chrono::milliseconds duration) {
    asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, WorkerExecutor> timer(
        co_await asio::this_coro::executor);
    const auto began = Clock::now();
    const auto total = std::max(duration, pause);
    for (std::size_t closed = 0; closed < sockets.size();) {
        const auto passed = std::chrono::ceil<std::chrono::milliseconds>(Clock::now() - began) + pause;
        const auto part = static_cast<double>(passed.count()) / static_cast<double>(total.count());
        const auto due =
            part < 1 ? static_cast<std::size_t>(part * static_cast<double>(sockets.size())) : sockets.size();
        for (; closed < due; ++closed) {
            if (const auto socket = sockets[closed].lock())
                socket->worker().post([socket] { socket->close_connection(); });
        }
        if (closed == sockets.size()) break;
        timer.expires_after(pause);
        co_await timer.async_wait(use_task);
    }
}

}  // namespace

Task<void> resync_all(socketio::Namespace& nsp) {
    auto sockets = co_await sockets_of(nsp);
    log::info("Clients are told to catch up", {{"sockets", sockets.size()}});
    const std::chrono::milliseconds duration(sockets.size() * 1000 / resynced_a_second);
    co_await close_within(std::move(sockets), duration);
}

Task<void> let_all_go(socketio::Namespace& nsp, std::chrono::milliseconds within) {
    auto sockets = co_await sockets_of(nsp);
    log::info("Clients are let go to other nodes", {{"sockets", sockets.size()}});
    co_await close_within(std::move(sockets), within);
}

Task<void> resync_room(socketio::Namespace& nsp, std::string room) {
    const auto sockets = co_await nsp.sockets();
    const auto name = std::make_shared<const std::string>(std::move(room));
    for (const auto& socket : sockets)
        socket->worker().post([socket, name] {
            if (socket->is_in(*name)) socket->close_connection();
        });
}

}  // namespace chatter::realtime
