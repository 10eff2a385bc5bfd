#include "objects/s3_object_store.hpp"

#include <utility>

#include "base/errc.hpp"
#include "base/log.hpp"
#include "chat/image_addresses.hpp"

namespace chatter::objects {

namespace {

constexpr std::size_t probe_queue_max = 64;

}  // namespace

S3ObjectStore::S3ObjectStore(S3Options options, Random& random, S3StoreLimits limits)
    : limits_(limits),
      client_(std::move(options), random),
      uploads_("objects", limits.threads, limits.queue_max),
      probes_("objects-probe", 1, probe_queue_max) {}

Task<Result<void>> S3ObjectStore::put_object(chat::ImageId id, std::string content_type,
                                             std::shared_ptr<const std::string> bytes, Trace trace) {
    const auto deadline = std::chrono::steady_clock::now() + limits_.upload_limit;
    return uploads_.run([this, id, deadline, content_type = std::move(content_type), bytes = std::move(bytes),
                         trace = std::move(trace)]() -> Result<void> {
        const auto put = client_.put(chat::object_key(id), content_type, *bytes, deadline, trace);
        if (put) return {};
        log::warn("An image could not be put into the object store", {{"reason", put.error().detail}});
        return fail(chatter::Errc::unavailable, "Images cannot be taken at the moment. Try again later.");
    });
}

Task<Result<void>> S3ObjectStore::check() {
    if (auto answer = fresh_answer()) co_return std::move(*answer);
    co_return co_await probes_.run([this] { return probe(); });
}

std::optional<Result<void>> S3ObjectStore::fresh_answer() {
    const std::lock_guard lock(mutex_);
    if (!probed_ || std::chrono::steady_clock::now() - probed_->at >= limits_.probe_interval)
        return std::nullopt;
    return probed_->answer;
}

Result<void> S3ObjectStore::probe() {
    if (auto answer = fresh_answer()) return std::move(*answer);  // who waited before this one has asked
    Result<void> answer = client_.probe(std::chrono::steady_clock::now() + limits_.probe_limit);
    note_change(answer);
    if (!answer) answer = fail(chatter::Errc::unavailable, "The object store does not answer.");
    const std::lock_guard lock(mutex_);
    probed_ = Probed{.answer = answer, .at = std::chrono::steady_clock::now()};
    return answer;
}

void S3ObjectStore::note_change(const Result<void>& answer) {
    const std::lock_guard lock(mutex_);
    const bool was_there = !probed_ || probed_->answer;
    if (was_there && !answer)
        log::warn("The object store is not there: uploads are refused", {{"reason", answer.error().detail}});
    if (!was_there && answer) log::info("The object store is there again");
}

}  // namespace chatter::objects
