#include "realtime/seen_writer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

namespace chatter::realtime {

using namespace std::chrono_literals;

namespace {

constexpr auto write_interval = 5s;
constexpr std::size_t written_at_once = 1000;

}  // namespace

SeenWriter::SeenWriter(PresenceDirectory& directory, chat::PresenceStore& store)
    : directory_(directory),
      store_(store),
      timer_(
          [](void* context) {
              auto& self = *static_cast<SeenWriter*>(context);
              asio::co_spawn(self.directory_.owner().executor(), self.write_in_turn(), asio::detached);
          },
          this) {
    directory_.on_seen([this] { schedule(); });
}

void SeenWriter::schedule() {
    if (is_writing_ || timer_.is_scheduled()) return;
    timer_.schedule(directory_.owner().timers(), write_interval);
}

Task<void> SeenWriter::write_in_turn() {
    if (std::exchange(is_writing_, true)) co_return;
    const bool is_kept = co_await write_some();
    is_writing_ = false;
    if (!is_kept || directory_.has_seen()) schedule();
}

Task<bool> SeenWriter::write_some() {
    if (taken_.empty()) taken_ = directory_.take_seen(written_at_once);
    if (taken_.empty()) co_return true;
    const auto kept = co_await store_.keep_last_seen(taken_);
    if (kept) taken_.clear();
    co_return kept.has_value();
}

Task<void> SeenWriter::write_everything() {
    is_writing_ = true;  // from now on no timer does
    directory_.see_everybody();
    while (co_await write_some())
        if (taken_.empty() && !directory_.has_seen()) co_return;
}

void SeenWriter::finish(std::chrono::milliseconds at_most) {
    auto written = asio::co_spawn(directory_.owner().executor(), write_everything(), asio::use_future);
    written.wait_for(at_most);
}

}  // namespace chatter::realtime
