#include "objects/orphan_collector.hpp"

#include <pthread.h>

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <future>
#include <memory>
#include <utility>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace chatter::objects {

using namespace std::chrono_literals;

namespace {

const metrics::Counter removed_orphans("chatter_object_store_orphans_removed_total",
                                       "Objects that no image had any more, and that were removed.");

constexpr auto look_interval = 100ms;  // between two looks at whether to stop
constexpr auto store_limit = 60s;

}  // namespace

OrphanCollector::OrphanCollector(S3Client& client, chat::ImageStore& images, const Clock& clock,
                                 WorkerExecutor executor, OrphanCollectorTimes times)
    : client_(client),
      images_(images),
      clock_(clock),
      executor_(std::move(executor)),
      thread_([this, times](const std::stop_token& stopped) { run(stopped, times); }) {}

OrphanCollector::~OrphanCollector() { stop(); }

void OrphanCollector::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void OrphanCollector::run(const std::stop_token& stopped, OrphanCollectorTimes times) {
    pthread_setname_np(pthread_self(), "orphans");
    auto pause = times.first;
    while (true) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stopped, pause, [] { return false; });
        lock.unlock();
        if (stopped.stop_requested()) return;
        collect(stopped);
        pause = times.interval;
    }
}

void OrphanCollector::collect(const std::stop_token& stopped) {
    const auto pass =
        collect_orphans(client_, clock_.now(),
                        {.find_known = [&](Ids ids) { return find_known(std::move(ids), stopped); },
                         .should_stop = [&stopped] { return stopped.stop_requested(); }});
    if (!pass) {
        if (!stopped.stop_requested())
            log::warn("The object store could not be cleared of orphans", {{"reason", pass.error().detail}});
        return;
    }
    removed_orphans.add(static_cast<std::int64_t>(pass->removed));
    log::info("The object store was cleared of orphans", {{"seen", pass->seen}, {"removed", pass->removed}});
}

Result<OrphanCollector::Ids> OrphanCollector::find_known(Ids ids, const std::stop_token& stopped) {
    auto promise = std::make_shared<std::promise<Result<Ids>>>();
    auto answer = promise->get_future();
    asio::co_spawn(executor_, images_.find_known_images(std::move(ids)),
                   [promise](const std::exception_ptr& failure, Result<Ids> found) {
                       failure ? promise->set_exception(failure) : promise->set_value(std::move(found));
                   });
    const auto deadline = std::chrono::steady_clock::now() + store_limit;
    while (answer.wait_for(look_interval) != std::future_status::ready)
        if (stopped.stop_requested() || std::chrono::steady_clock::now() >= deadline)
            return fail(chatter::Errc::unavailable, "The database does not answer.");
    return answer.get();
}

}  // namespace chatter::objects
