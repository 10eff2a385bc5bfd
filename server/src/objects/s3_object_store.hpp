#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/blocking_pool.hpp"
#include "chat/ports/object_store.hpp"
#include "objects/s3_client.hpp"

namespace chatter::objects {

struct S3StoreLimits {
    std::size_t threads = 4;
    std::size_t queue_max = 12;                      // images of up to 10 MiB
    std::chrono::milliseconds upload_limit{20'000};  // from when an image is handed over
    std::chrono::milliseconds probe_limit{2'000};
    std::chrono::milliseconds probe_interval{5'000};
};

/// The port of chat over S3, on threads of its own. Threads: any; answers come back on the caller's worker.
class S3ObjectStore final : public chat::ObjectStore {
  public:
    /// `random` outlives this.
    S3ObjectStore(S3Options options, Random& random, S3StoreLimits limits = {});

    /// Why it failed is told to the log, and to people that it did.
    Task<Result<void>> put_object(chat::ImageId id, std::string content_type,
                                  std::shared_ptr<const std::string> bytes, Trace trace) override;
    /// Whether the object store answers, as it was at most `probe_interval` ago. Errors: base
    /// Errc::unavailable, base Errc::busy.
    Task<Result<void>> check();
    /// For threads that may wait.
    [[nodiscard]] S3Client& client() noexcept { return client_; }

    /// Ends what is under way.
    void stop() { client_.stop(); }

  private:
    struct Probed {
        Result<void> answer;
        std::chrono::steady_clock::time_point at;
    };

    /// Nothing when it is time to ask again.
    std::optional<Result<void>> fresh_answer();
    Result<void> probe();
    void note_change(const Result<void>& answer);

    const S3StoreLimits limits_;
    S3Client client_;
    std::mutex mutex_;  // guards what is below, for a look
    std::optional<Probed> probed_;
    BlockingPool uploads_;
    BlockingPool probes_;
};

}  // namespace chatter::objects
