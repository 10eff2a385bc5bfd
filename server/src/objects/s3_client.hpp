// One bucket over HTTP, asked by whoever may wait.
//
//   put ─► attempt ─► answer ─► 2xx: done
//             ▲          ├─► 4xx: refused
//             │ pause    └─► 5xx, 408, 429, no answer
//             └──────────────────────┘  until the attempts or the deadline are used up
//
// libcurl signs each attempt (AWS Signature Version 4) with the digest of its body.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"
#include "base/trace.hpp"
#include "objects/curl_library.hpp"
#include "objects/listing.hpp"
#include "objects/s3_address.hpp"

namespace chatter::objects {

struct S3Options {
    S3Address address;
    std::string region;
    std::string access_key_id;
    std::string secret_access_key;
    std::chrono::milliseconds connect_limit{3000};
    std::chrono::seconds silence_limit{5};       // without a byte in either direction
    std::chrono::milliseconds first_pause{200};  // doubled from attempt to attempt, and drawn by chance
    int attempts = 3;
};

/// Errors of every call: Errc::refused, base Errc::unavailable (no answer within the deadline, libcurl is not
/// there), with a line for the operator in detail that holds no key. Threads: any, each with a connection of
/// its own while it asks.
class S3Client {
  public:
    using Deadline = std::chrono::steady_clock::time_point;

    /// `random` outlives this.
    S3Client(S3Options options, Random& random);
    ~S3Client();
    S3Client(const S3Client&) = delete;
    S3Client& operator=(const S3Client&) = delete;

    /// Putting over what is there replaces it. What is put never changes: browsers may keep it for a year.
    /// `trace` goes with it; it is signed like every other header, so that no proxy may change it on the way.
    Result<void> put(std::string_view key, std::string_view content_type, std::string_view bytes,
                     Deadline deadline, const Trace& trace = {});
    /// At most `bytes_max` bytes, else it is refused. Errors: Errc::no_such_object.
    Result<std::string> get(std::string_view key, std::size_t bytes_max, Deadline deadline);
    /// Removing what is not there is no error.
    Result<void> remove(std::string_view key, Deadline deadline);
    /// Up to a thousand objects whose keys begin with `prefix`; `next` as the page before gave it.
    Result<Listing> list(std::string_view prefix, std::string_view next, Deadline deadline);
    /// Whether anybody answers at all, be it that it refuses. One attempt.
    Result<void> probe(Deadline deadline);

    /// Ends what is under way, and all that comes later, with base Errc::unavailable.
    void stop();

  private:
    struct Request;
    struct Answer;
    class Attempt;
    using Handle = std::unique_ptr<CURL, decltype(&::curl_easy_cleanup)>;

    Result<Answer> ask(const Request& request, Deadline deadline);
    Result<Answer> ask_once(const Request& request, Deadline deadline);
    /// False when there is no time left for another attempt, or no wish.
    bool pause(int attempts_made, Deadline deadline);
    Handle take_handle();
    void give_back(Handle handle);
    [[nodiscard]] bool is_stopped();

    const S3Options options_;
    Random& random_;
    const CurlLibrary* const curl_;
    std::mutex mutex_;  // guards the two below; never held while anything is asked
    std::vector<Handle> idle_;
    bool stopped_ = false;
    std::condition_variable wake_;
};

}  // namespace chatter::objects
