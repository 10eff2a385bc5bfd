#include "objects/s3_client.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/errc.hpp"
#include "base/metrics.hpp"
#include "objects/errc.hpp"

namespace chatter::objects {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t list_bytes_max = std::size_t{4} * 1024 * 1024;

/// Where nothing is: an answer that says so is one.
constexpr std::string_view probed_key = "images/nothing";

enum class Operation : std::uint8_t { put, get, remove, list, probe };

struct OperationFigures {
    explicit OperationFigures(const std::string& operation)
        : requests("chatter_object_store_requests_total",
                   "Requests to the object store, every attempt counted.", {{"operation", operation}}),
          errors("chatter_object_store_errors_total",
                 "Those of them that had no answer or one that is an error.", {{"operation", operation}}),
          seconds("chatter_object_store_request_seconds", "How long they took.", metrics::microseconds,
                  metrics::latency_bounds, {{"operation", operation}}) {}
    metrics::Counter requests, errors;
    metrics::Histogram seconds;
};

const std::array<OperationFigures, 5> figures{OperationFigures("put"), OperationFigures("get"),
                                              OperationFigures("delete"), OperationFigures("list"),
                                              OperationFigures("probe")};

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex;
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return hex.data();
}

/// As a parameter of a query wants it, and as the signature does (RFC 3986).
std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~").contains(c);
        if (plain)
            encoded += c;
        else
            encoded += {'%', digits[byte >> 4], digits[byte & 0x0F]};
    }
    return encoded;
}

bool may_pass(long status) { return status >= 500 || status == 408 || status == 429; }

std::unexpected<Error> fail_too_long() {
    return fail(Errc::refused, "The object store's answer is too long.");
}

std::unexpected<Error> fail_without_answer(std::string_view why) {
    return fail(chatter::Errc::unavailable, "The object store does not answer: " + std::string(why) + ".");
}

}  // namespace

struct S3Client::Request {
    Operation operation;
    std::string url;
    std::string_view body;          // of a put
    std::string_view content_type;  // of a put
    const Trace* trace = nullptr;   // of a put
    /// Of what is asked for; an error may have as many as a list in any case.
    std::size_t answer_bytes_max = list_bytes_max;
};

struct S3Client::Answer {
    long status = 0;
    std::string body;

    [[nodiscard]] bool is_good() const { return status >= 200 && status < 300; }
    [[nodiscard]] Error error() const {
        if (status == 404 && parse_error_code(body) == "NoSuchKey")
            return Error(Errc::no_such_object, "There is no such object.");
        const auto code = parse_error_code(body);
        const auto what = code + (code.empty() ? "" : ", ") + "status " + std::to_string(status);
        if (may_pass(status))
            return Error(chatter::Errc::unavailable, "The object store is in trouble: " + what + ".");
        return Error(Errc::refused, "The object store refuses: " + what + ".");
    }
};

/// One request on its way, as libcurl's callbacks see it.
class S3Client::Attempt {
  public:
    Attempt(S3Client& client, const Request& request) : client_(client), request_(request) {}
    ~Attempt() { client_.curl_->curl_slist_free_all(headers_); }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;

    Result<Answer> run(CURL* handle, std::chrono::milliseconds time_left);

  private:
    template <class Value>
    void set(CURL* handle, CURLoption option, Value value) {
        if (refused_ == CURLE_OK) refused_ = client_.curl_->curl_easy_setopt(handle, option, value);
    }
    void add_header(const std::string& line) {
        headers_ = client_.curl_->curl_slist_append(headers_, line.c_str());
    }
    void set_address(CURL* handle);
    void set_limits(CURL* handle, std::chrono::milliseconds time_left);
    void set_body(CURL* handle);

    static std::size_t give_body(char* into, std::size_t size, std::size_t count, void* self);
    static int rewind_body(void* self, curl_off_t offset, int origin);
    static std::size_t take_answer(char* from, std::size_t size, std::size_t count, void* self);
    static int look_whether_to_go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

    S3Client& client_;
    const Request& request_;
    Answer answer_;
    std::string_view unsent_;
    bool too_long_ = false;
    curl_slist* headers_ = nullptr;
    CURLcode refused_ = CURLE_OK;  // the first option that this libcurl does not take
};

Result<S3Client::Answer> S3Client::Attempt::run(CURL* handle, std::chrono::milliseconds time_left) {
    const auto& curl = *client_.curl_;
    set_address(handle);
    set_limits(handle, time_left);
    set_body(handle);
    set(handle, CURLOPT_HTTPHEADER, headers_);
    set(handle, CURLOPT_WRITEFUNCTION, take_answer);
    set(handle, CURLOPT_WRITEDATA, static_cast<void*>(this));
    if (refused_ != CURLE_OK)
        return fail(chatter::Errc::unavailable, "This machine's libcurl is too old for an object store.");

    const auto outcome = curl.curl_easy_perform(handle);
    if (too_long_) return fail_too_long();
    if (outcome == CURLE_ABORTED_BY_CALLBACK) return fail_without_answer("the server stops");
    if (outcome != CURLE_OK) return fail_without_answer(curl.curl_easy_strerror(outcome));
    curl.curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer_.status);
    return std::move(answer_);
}

void S3Client::Attempt::set_address(CURL* handle) {
    const auto& options = client_.options_;
    set(handle, CURLOPT_URL, request_.url.c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle, CURLOPT_AWS_SIGV4, ("aws:amz:" + options.region + ":s3").c_str());
    set(handle, CURLOPT_USERNAME, options.access_key_id.c_str());
    set(handle, CURLOPT_PASSWORD, options.secret_access_key.c_str());
    add_header("x-amz-content-sha256: " + sha256_hex(request_.body));
}

void S3Client::Attempt::set_limits(CURL* handle, std::chrono::milliseconds time_left) {
    const auto& options = client_.options_;
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(time_left.count()));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_limit.count()));
    set(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.silence_limit.count()));
    set(handle, CURLOPT_NOPROGRESS, 0L);
    set(handle, CURLOPT_XFERINFOFUNCTION, look_whether_to_go_on);
    set(handle, CURLOPT_XFERINFODATA, static_cast<void*>(this));
}

void S3Client::Attempt::set_body(CURL* handle) {
    if (request_.operation == Operation::remove) set(handle, CURLOPT_CUSTOMREQUEST, "DELETE");
    if (request_.operation != Operation::put) return;
    unsent_ = request_.body;
    set(handle, CURLOPT_UPLOAD, 1L);
    set(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(handle, CURLOPT_READFUNCTION, give_body);
    set(handle, CURLOPT_READDATA, static_cast<void*>(this));
    set(handle, CURLOPT_SEEKFUNCTION, rewind_body);
    set(handle, CURLOPT_SEEKDATA, static_cast<void*>(this));
    add_header("Content-Type: " + std::string(request_.content_type));
    add_header("Cache-Control: public, max-age=31536000, immutable");
    if (!request_.trace->is_there()) return;
    add_header("traceparent: " + request_.trace->traceparent());
    if (!request_.trace->state.empty()) add_header("tracestate: " + request_.trace->state);
}

std::size_t S3Client::Attempt::give_body(char* into, std::size_t size, std::size_t count, void* self) {
    auto& unsent = static_cast<Attempt*>(self)->unsent_;
    const auto given = std::min(size * count, unsent.size());
    std::memcpy(into, unsent.data(), given);
    unsent.remove_prefix(given);
    return given;
}

int S3Client::Attempt::rewind_body(void* self, curl_off_t offset, int origin) {
    auto& attempt = *static_cast<Attempt*>(self);
    const auto& body = attempt.request_.body;
    if (origin != SEEK_SET || offset < 0 || static_cast<std::size_t>(offset) > body.size())
        return CURL_SEEKFUNC_CANTSEEK;
    attempt.unsent_ = body.substr(static_cast<std::size_t>(offset));
    return CURL_SEEKFUNC_OK;
}

std::size_t S3Client::Attempt::take_answer(char* from, std::size_t size, std::size_t count, void* self) {
    auto& attempt = *static_cast<Attempt*>(self);
    const std::string_view part(from, size * count);
    const auto bytes_max = std::max(attempt.request_.answer_bytes_max, list_bytes_max);
    attempt.too_long_ = part.size() > bytes_max - attempt.answer_.body.size();
    if (attempt.too_long_) return 0;
    attempt.answer_.body += part;
    return part.size();
}

int S3Client::Attempt::look_whether_to_go_on(void* self, curl_off_t /*to_get*/, curl_off_t /*got*/,
                                             curl_off_t /*to_put*/, curl_off_t /*put*/) {
    return static_cast<Attempt*>(self)->client_.is_stopped() ? 1 : 0;
}

S3Client::S3Client(S3Options options, Random& random)
    : options_(std::move(options)), random_(random), curl_(load_curl()) {}

S3Client::~S3Client() = default;

Result<void> S3Client::put(std::string_view key, std::string_view content_type, std::string_view bytes,
                           Deadline deadline, const Trace& trace) {
    const auto answer = ask({.operation = Operation::put,
                             .url = options_.address.url_of(key),
                             .body = bytes,
                             .content_type = content_type,
                             .trace = &trace},
                            deadline);
    if (!answer) return std::unexpected(answer.error());
    return {};
}

Result<std::string> S3Client::get(std::string_view key, std::size_t bytes_max, Deadline deadline) {
    auto answer = ask({.operation = Operation::get,
                       .url = options_.address.url_of(key),
                       .body = {},
                       .content_type = {},
                       .answer_bytes_max = bytes_max},
                      deadline);
    if (!answer) return std::unexpected(answer.error());
    if (answer->body.size() > bytes_max) return fail_too_long();
    return std::move(answer->body);
}

Result<void> S3Client::remove(std::string_view key, Deadline deadline) {
    const auto answer = ask(
        {.operation = Operation::remove, .url = options_.address.url_of(key), .body = {}, .content_type = {}},
        deadline);
    if (answer || answer.error().code == make_error_code(Errc::no_such_object)) return {};
    return std::unexpected(answer.error());
}

Result<Listing> S3Client::list(std::string_view prefix, std::string_view next, Deadline deadline) {
    // By name, as the signature wants them.
    auto query = "list-type=2&prefix=" + percent_encode(prefix);
    if (!next.empty()) query = "continuation-token=" + percent_encode(next) + "&" + query;
    const auto answer = ask({.operation = Operation::list,
                             .url = options_.address.url_of_bucket(query),
                             .body = {},
                             .content_type = {}},
                            deadline);
    if (!answer) return std::unexpected(answer.error());
    auto listing = parse_listing(answer->body);
    if (!listing) return fail(Errc::refused, "The object store's answer is no list.");
    return std::move(*listing);
}

Result<void> S3Client::probe(Deadline deadline) {
    // A list would tell more, and cost twelve times as much at Amazon.
    const auto answer = ask_once({.operation = Operation::probe,
                                  .url = options_.address.url_of(probed_key),
                                  .body = {},
                                  .content_type = {}},
                                 deadline);
    if (!answer) return std::unexpected(answer.error());
    if (may_pass(answer->status)) return std::unexpected(answer->error());
    return {};
}

void S3Client::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
    }
    wake_.notify_all();
}

Result<S3Client::Answer> S3Client::ask(const Request& request, Deadline deadline) {
    for (int attempts_made = 1;; ++attempts_made) {
        auto answer = ask_once(request, deadline);
        if (answer && answer->is_good()) return answer;
        auto error = answer ? answer->error() : std::move(answer.error());
        const bool may_help = error.code == make_error_code(chatter::Errc::unavailable);
        if (!may_help || attempts_made >= options_.attempts || !pause(attempts_made, deadline))
            return std::unexpected(std::move(error));
    }
}

Result<S3Client::Answer> S3Client::ask_once(const Request& request, Deadline deadline) {
    if (curl_ == nullptr)
        return fail(chatter::Errc::unavailable, "There is no libcurl.so.4, which an object store needs.");
    const auto begun = std::chrono::steady_clock::now();
    const auto time_left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - begun);
    if (time_left <= 0ms) return fail_without_answer("its time is up");
    if (is_stopped()) return fail_without_answer("the server stops");

    auto handle = take_handle();
    if (handle == nullptr) return fail(chatter::Errc::unavailable, "libcurl does not start.");
    auto answer = Attempt(*this, request).run(handle.get(), time_left);
    give_back(std::move(handle));

    const auto& counted = figures.at(static_cast<std::size_t>(request.operation));
    counted.requests.add();
    if (!answer || answer->status >= 400) counted.errors.add();
    counted.seconds.observe(std::chrono::steady_clock::now() - begun);
    return answer;
}

bool S3Client::pause(int attempts_made, Deadline deadline) {
    const auto longest = options_.first_pause * (1 << (attempts_made - 1));
    std::array<std::uint8_t, 1> chance{};
    random_.fill(chance);
    const auto until = std::chrono::steady_clock::now() + longest / 2 + longest * chance[0] / 512;
    if (until >= deadline) return false;
    std::unique_lock lock(mutex_);
    return !wake_.wait_until(lock, until, [this] { return stopped_; });
}

S3Client::Handle S3Client::take_handle() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            auto handle = std::move(idle_.back());
            idle_.pop_back();
            return handle;
        }
    }
    return {curl_->curl_easy_init(), curl_->curl_easy_cleanup};
}

void S3Client::give_back(Handle handle) {
    // Its connections, and what it knows of names, stay; keys and addresses go.
    curl_->curl_easy_reset(handle.get());
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(handle));
}

bool S3Client::is_stopped() {
    const std::lock_guard lock(mutex_);
    return stopped_;
}

}  // namespace chatter::objects
