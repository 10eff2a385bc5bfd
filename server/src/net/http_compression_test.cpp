#include "net/http_compression.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "net/worker.hpp"

namespace chatter::net {
namespace {

TEST(PreferredCoding, is_what_the_quality_values_say) {
    const std::pair<const char*, ContentCoding> cases[] = {
        {"", ContentCoding::identity},
        {"br, zstd", ContentCoding::identity},
        {"gzip, deflate, br", ContentCoding::gzip},
        {"deflate, gzip", ContentCoding::deflate},
        {"deflate;q=0.5, GZIP;q=0.8", ContentCoding::gzip},
        {"gzip;q=0.4,deflate; q=0.6", ContentCoding::deflate},
        {"gzip;q=0", ContentCoding::identity},
        {"gzip;q=0.0, *", ContentCoding::deflate},
        {"*", ContentCoding::gzip},
        {"*, deflate", ContentCoding::deflate},
        {"*;q=0.5, deflate;q=0.1", ContentCoding::gzip},
        {"gzip;q=x", ContentCoding::identity},
        {"gzip;level=1;q=0.1, deflate;level=1", ContentCoding::deflate},
        {" , ;q=1, gzip", ContentCoding::gzip},
    };
    for (const auto& [accept, coding] : cases) {
        Request request;
        request.fields.add("accept-encoding", accept);
        EXPECT_EQ(preferred_coding(request), coding) << accept;
    }
    EXPECT_EQ(preferred_coding(Request()), ContentCoding::identity);
    Request twice;
    twice.fields.add("Accept-Encoding", "br");
    twice.fields.add("Accept-Encoding", "deflate");
    EXPECT_EQ(preferred_coding(twice), ContentCoding::deflate);
}

std::string expand(const std::string& compressed, int window_bits, std::size_t bytes) {
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, window_bits), Z_OK);
    std::string body(bytes + 1, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(body.data());
    stream.avail_out = static_cast<uInt>(body.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    body.resize(stream.total_out);
    inflateEnd(&stream);
    return body;
}

TEST(CompressBody, gives_back_the_same_bytes_of_any_length) {
    WorkerGroup workers(1);
    workers.start();
    for (const std::size_t length : {0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 1'000'000UL}) {
        std::string body;
        for (std::size_t i = 0; body.size() < length; ++i) body += std::to_string(i * 7919);
        body.resize(length);
        for (const auto coding : {ContentCoding::gzip, ContentCoding::deflate}) {
            auto done = asio::co_spawn(workers[0].executor(), compress_body(body, coding, 3, workers[0]),
                                       asio::use_future);
            const auto compressed = done.get();
            EXPECT_EQ(expand(compressed, coding == ContentCoding::gzip ? 15 + 16 : 15, length), body)
                << length;
            if (length > 1000) {
                EXPECT_LT(compressed.size(), length);
            }
        }
    }
}

TEST(CompressBody, lets_the_worker_do_other_things_between_slices) {
    WorkerGroup workers(1);
    std::string order;
    auto done = asio::co_spawn(workers[0].executor(),
                               compress_body(std::string(200'000, 'x'), ContentCoding::gzip, 1, workers[0]),
                               asio::use_future);
    workers[0].post([&] { order += "other "; });
    workers[0].post([&] {
        order += done.wait_for(std::chrono::seconds(0)) == std::future_status::ready ? "late" : "between";
    });
    workers.start();
    done.get();
    workers.settle();
    EXPECT_EQ(order, "other between");
}

}  // namespace
}  // namespace chatter::net
