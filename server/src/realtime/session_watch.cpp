#include "realtime/session_watch.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "realtime/room_names.hpp"
#include "realtime/session_end.hpp"

namespace chatter::realtime {

namespace {

constexpr std::size_t page_size = 1000;

}  // namespace

SessionWatch::SessionWatch(socketio::Namespace& nsp, chat::SessionEndingStore& endings, net::Worker& worker)
    : nsp_(nsp),
      endings_(endings),
      worker_(worker),
      timer_([](void* self) { static_cast<SessionWatch*>(self)->start(); }, this) {}

void SessionWatch::start() { asio::co_spawn(worker_.executor(), look_and_wait(), asio::detached); }

Task<void> SessionWatch::look_and_wait() {
    // A database that does not answer is told of by whoever needs it; the next look sees what this one
    // missed.
    (void)co_await look();
    timer_.schedule(worker_.timers(), interval);
}

Task<Result<void>> SessionWatch::look() {
    if (!begun_) {
        const auto last = co_await endings_.find_latest_ending();
        if (!last) co_return std::unexpected(last.error());
        if (*last) latest_ = (*last)->at;
        begun_ = true;
    }
    chat::SessionEnding after{.at = latest_ - overlap, .session_id = {}};
    while (true) {
        const auto page = co_await endings_.list_endings(after, page_size);
        if (!page) co_return std::unexpected(page.error());
        for (const auto& ending : *page) tell(ending);
        if (page->size() < page_size) break;
        after = page->back();
    }
    told_.erase(told_.begin(), told_.lower_bound({.at = latest_ - overlap, .session_id = {}}));
    co_return Result<void>();
}

void SessionWatch::tell(const chat::SessionEnding& ending) {
    latest_ = std::max(latest_, ending.at);
    if (told_.insert(ending).second) end_session(nsp_.local().to(session_name(ending.session_id)));
}

}  // namespace chatter::realtime
