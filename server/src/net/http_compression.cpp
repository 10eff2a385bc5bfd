#include "net/http_compression.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <charconv>
#include <new>
#include <optional>

#include "base/text.hpp"
#include "net/worker.hpp"

namespace chatter::net {

namespace {

constexpr std::size_t slice_bytes = 64 * 1024;
constexpr int window_bits = 15;
constexpr int gzip_window_bits = window_bits + 16;  // zlib's way to ask for gzip's header
constexpr int memory_level = 8;

/// What Accept-Encoding says about one coding.
struct Preference {
    double quality = 0;
    bool named = false;  // not only meant by `*`
    int position = -1;   // in the list
};

double quality_of(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto end = std::min(parameters.find(';'), parameters.size());
        auto parameter = trim(parameters.substr(0, end));
        parameters.remove_prefix(std::min(end + 1, parameters.size()));
        if (!parameter.starts_with("q=")) continue;
        parameter.remove_prefix(2);
        double quality = 0;
        std::from_chars(parameter.data(), parameter.data() + parameter.size(), quality);
        return quality;
    }
    return 1;
}

bool is_better(const Preference& a, const Preference& b) {
    if (a.quality != b.quality) return a.quality > b.quality;
    if (a.named != b.named) return a.named;
    return a.position < b.position;
}

struct Deflater {
    Deflater(ContentCoding coding, int level) {
        const int bits = coding == ContentCoding::gzip ? gzip_window_bits : window_bits;
        if (deflateInit2(&stream, level, Z_DEFLATED, bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc();
    }
    ~Deflater() { deflateEnd(&stream); }
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    z_stream stream{};
};

}  // namespace

std::string_view to_string(ContentCoding coding) noexcept {
    switch (coding) {
        case ContentCoding::identity: return "identity";
        case ContentCoding::gzip: return "gzip";
        case ContentCoding::deflate: return "deflate";
    }
    return {};
}

ContentCoding preferred_coding(const Request& request) {
    Preference gzip, deflate;
    int position = 0;
    const auto consider = [&position](Preference& known, double quality, bool named) {
        // The most specific word about a coding holds, and of equals the one with the most quality.
        if (known.named && !named) return;
        if (known.position >= 0 && known.named == named && quality < known.quality) return;
        known = {.quality = quality, .named = named, .position = position};
    };
    for (const auto& [name, value] : request.fields) {
        if (!equals_ignoring_ascii_case(name, "Accept-Encoding")) continue;
        for (std::string_view rest = value; !rest.empty(); ++position) {
            const auto end = std::min(rest.find(','), rest.size());
            const auto item = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto semicolon = std::min(item.find(';'), item.size());
            const auto coding = trim(item.substr(0, semicolon));
            const auto quality = quality_of(item.substr(std::min(semicolon + 1, item.size())));
            if (coding == "*" || equals_ignoring_ascii_case(coding, "gzip"))
                consider(gzip, quality, coding != "*");
            if (coding == "*" || equals_ignoring_ascii_case(coding, "deflate"))
                consider(deflate, quality, coding != "*");
        }
    }
    if (gzip.quality <= 0 && deflate.quality <= 0) return ContentCoding::identity;
    return is_better(deflate, gzip) ? ContentCoding::deflate : ContentCoding::gzip;
}

Task<std::string> compress_body(std::string body, ContentCoding coding, int level, Worker& worker) {
    Deflater deflater(coding, level);
    auto& stream = deflater.stream;
    std::string compressed;
    for (std::size_t done = 0;;) {
        const auto count = std::min(slice_bytes, body.size() - done);
        stream.next_in = reinterpret_cast<Bytef*>(body.data() + done);
        stream.avail_in = static_cast<uInt>(count);
        done += count;
        const bool last = done == body.size();
        auto& scratch = worker.read_buffer();
        do {
            stream.next_out = reinterpret_cast<Bytef*>(scratch.data());
            stream.avail_out = static_cast<uInt>(scratch.size());
            ::deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
            compressed.append(scratch.data(), scratch.size() - stream.avail_out);
        } while (stream.avail_out == 0);
        if (last) break;
        co_await asio::post(worker.executor(), use_task);
    }
    co_return compressed;
}

}  // namespace chatter::net
