// What more than one node shares.
#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "app/doctor/checklist.hpp"
#include "app/doctor/http_probe.hpp"
#include "app/object_store.hpp"
#include "base/random.hpp"
#include "chat/image_addresses.hpp"
#include "cluster/redis/client.hpp"
#include "cluster/redis/sharded_pubsub.hpp"
#include "cluster/redis/url.hpp"

namespace chatter::app::doctor {

namespace {

constexpr std::chrono::seconds redis_limit{5};
constexpr std::chrono::milliseconds look_interval{10};
constexpr std::chrono::milliseconds object_store_limit{4000};
constexpr std::size_t sample_name_size = 22;
constexpr std::size_t sample_size = 64;

bool has_https_origin(const Config& config) {
    return std::ranges::any_of(config.client_origins,
                               [](const std::string& origin) { return origin.starts_with("https://"); });
}

}  // namespace

Finding check_redis(const Subject& subject) {
    const auto& url = subject.config().redis_url;
    if (url.empty()) return skipped("not configured");
    const auto shown = without_password(url);
    auto address = cluster::redis::parse_url(url);
    if (!address) return failed("REDIS_URL cannot be read", "Set it to redis://:password@host:6379");
    SystemRandom random;
    cluster::redis::Client client(std::move(*address), random);
    client.start();
    const auto deadline = std::chrono::steady_clock::now() + redis_limit;
    while (!client.is_up() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(look_interval);
    const bool up = client.is_up();
    const bool is_sharded = subject.config().redis_adapter == cluster::AdapterKind::sharded;
    const auto fits =
        is_sharded && up ? cluster::redis::has_sharded_pubsub(client, redis_limit) : std::optional(true);
    client.stop();
    if (fits == false)
        return failed(shown + " has no sharded pub/sub, which REDIS_ADAPTER=sharded needs",
                      "Run Redis 7 or later, or Valkey, or set REDIS_ADAPTER=classic");
    if (up) return passed(shown);
    return failed(shown + " does not answer",
                  "Put REDIS_URL, the network or Redis right; the server's log says why");
}

namespace {

/// What is put, read and removed. Its name is no image's, so that nobody takes it for one.
struct Sample {
    std::string key;
    std::string bytes;
};

/// What browsers would see of it; empty when all is well.
std::string complaint_about_public_address(const std::string& public_url, const Sample& sample) {
    const auto scheme_end = public_url.find("://") + 3;
    const auto path_begin = std::min(public_url.find('/', scheme_end), public_url.size());
    const auto answer = ask(Address::of_origin(public_url.substr(0, path_begin)),
                            public_url.substr(path_begin) + "/" + sample.key, {}, object_store_limit);
    const auto where = public_url + "/" + std::string(chat::object_key_prefix) + "…";
    if (!answer) return where + ": " + answer.error().detail;
    if (answer->status != 200) return where + " answers " + std::to_string(answer->status);
    return answer->body == sample.bytes ? "" : where + " answers something else";
}

}  // namespace

Finding check_object_store(const Subject& subject) {
    const auto& config = subject.config();
    for (const auto* const name : {"S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"})
        if (const auto* const complaint = subject.complaint_about(name))
            return failed(complaint->line, "Put it right, or leave S3_ENDPOINT out");
    if (config.s3_endpoint.empty()) return skipped("not configured: images are in the database");
    const auto public_url = object_store_public_url(config);
    const auto deadline = [] { return std::chrono::steady_clock::now() + object_store_limit; };
    SystemRandom random;
    objects::S3Client client(object_store_options(config), random);
    const Sample sample{
        .key = std::string(chat::object_key_prefix) + "doctor-" + random_token(random, sample_name_size),
        .bytes = random_token(random, sample_size)};
    if (const auto put = client.put(sample.key, "text/plain", sample.bytes, deadline()); !put)
        return failed(put.error().detail, "Look at S3_ENDPOINT, S3_REGION, S3_BUCKET and the keys' rights");
    const auto got = client.get(sample.key, sample_size, deadline());
    const auto complaint = complaint_about_public_address(public_url, sample);
    const auto removed = client.remove(sample.key, deadline());
    if (!got || *got != sample.bytes)
        return failed("what was written cannot be read: " + (got ? "other bytes" : got.error().detail),
                      "Let the key read, too: s3:GetObject");
    if (!removed)
        return failed("what was written cannot be removed: " + removed.error().detail,
                      "Let the key remove, too: s3:DeleteObject");
    if (const auto listed = client.list(chat::object_key_prefix, {}, deadline()); !listed)
        return failed("the bucket cannot be listed: " + listed.error().detail,
                      "Let the key list, too, for orphans to be found: s3:ListBucket");
    if (!complaint.empty())
        return failed("browsers cannot read it: " + complaint,
                      "Let everybody read images/ of the bucket, or set S3_PUBLIC_URL to the CDN before it");
    if (has_https_origin(config) && public_url.starts_with("http://"))
        return failed("browsers load nothing from " + public_url + " into a page that came by HTTPS",
                      "Set S3_PUBLIC_URL to an https:// address");
    return passed("written, read and removed; browsers read " + public_url);
}

}  // namespace chatter::app::doctor
