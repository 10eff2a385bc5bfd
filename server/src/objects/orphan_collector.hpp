#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/task.hpp"
#include "chat/ports/image_store.hpp"
#include "objects/orphans.hpp"

namespace chatter::objects {

struct OrphanCollectorTimes {
    std::chrono::milliseconds first{std::chrono::minutes(10)};  // after the start
    std::chrono::milliseconds interval{std::chrono::hours(24)};
};

/// A thread that collects orphans from time to time. Several nodes may do so at once: what one has removed
/// the others do not find.
class OrphanCollector {
  public:
    /// All outlive this; `executor` runs until `stop` has returned, and is where the store is asked.
    OrphanCollector(S3Client& client, chat::ImageStore& images, const Clock& clock, WorkerExecutor executor,
                    OrphanCollectorTimes times = {});
    ~OrphanCollector();
    OrphanCollector(const OrphanCollector&) = delete;
    OrphanCollector& operator=(const OrphanCollector&) = delete;

    /// Ends the thread, in the midst of its work too.
    void stop();

  private:
    using Ids = std::vector<chat::ImageId>;

    void run(const std::stop_token& stopped, OrphanCollectorTimes times);
    void collect(const std::stop_token& stopped);
    [[nodiscard]] Result<Ids> find_known(Ids ids, const std::stop_token& stopped);

    S3Client& client_;
    chat::ImageStore& images_;
    const Clock& clock_;
    const WorkerExecutor executor_;
    std::mutex mutex_;  // guards nothing: it is what a wait wants
    std::condition_variable_any wake_;
    std::jthread thread_;
};

}  // namespace chatter::objects
