#pragma once

#include <atomic>
#include <chrono>
#include <expected>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/blocking_pool.hpp"
#include "chat/ports/image_processor.hpp"
#include "media/child_process.hpp"
#include "media/decoder_answer.hpp"

namespace chatter::media {

struct DecoderOptions {
    std::string executable = "/proc/self/exe";
    std::vector<std::string> arguments{"image-decoder"};
    std::size_t processes_max = 2;
    std::size_t queue_max = 16;  // uploads, each of at most chat::image_bytes_max
    std::chrono::milliseconds waiting_max{30'000};
    std::chrono::milliseconds decoding_max{30'000};
};

/// Has each upload decoded by a process of its own (image_decoder.hpp), so that a bomb or a decoder's crash
/// costs that upload an error and nobody anything else. Starts nothing, threads included, before the first
/// picture.
class DecoderProcess final : public chat::ImageProcessor {
  public:
    explicit DecoderProcess(DecoderOptions options);
    /// Stops, and waits until every upload has its answer. The workers that wait for one must still exist.
    ~DecoderProcess() override;

    /// Threads: any worker.
    Task<Result<chat::ProcessedImage>> process(std::string upload) override;
    /// Kills what runs; it, what waits and what still comes is answered base Errc::unavailable. Threads: any.
    void stop();

  private:
    enum class Interruption { stopping, too_slow, broken_off };
    using Moment = std::chrono::steady_clock::time_point;

    BlockingPool& pool();
    Result<chat::ProcessedImage> decode(std::string_view upload, Moment queued_at);
    /// Sends the upload and reads the answer.
    std::expected<Answer, Interruption> exchange(int socket, std::string_view upload) const;

    const DecoderOptions options_;
    const OwnedDescriptor stop_event_;  // becomes readable, and stays so, with `stop`
    std::atomic<bool> stopping_ = false;
    std::once_flag pool_made_;
    std::unique_ptr<BlockingPool> pool_;  // made once, by whichever worker is first
};

}  // namespace chatter::media
