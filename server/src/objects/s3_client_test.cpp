#include "objects/s3_client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/errc.hpp"
#include "objects/errc.hpp"
#include "objects/testing/scripted_server.hpp"

namespace chatter::objects {
namespace {

using namespace std::chrono_literals;
using testing::ScriptedServer;

S3Client::Deadline in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

class S3ClientTest : public ::testing::Test {
  protected:
    [[nodiscard]] std::unique_ptr<S3Client> client_of(const std::string& endpoint) {
        return std::make_unique<S3Client>(
            S3Options{.address = make_address(endpoint, "pics", Addressing::path),
                      .region = "eu-central-1",
                      .access_key_id = "AKIDEXAMPLE",
                      .secret_access_key = "very-secret-key",
                      .first_pause = 10ms},
            random_);
    }

    SystemRandom random_;
};

TEST_F(S3ClientTest, signs_what_it_puts_with_the_digest_of_the_bytes) {
    ScriptedServer server({"200"});
    const auto client = client_of(server.url());
    const std::string bytes(3'000'000, 'x');
    ASSERT_TRUE(client->put("images/1", "image/png", bytes, in(20s)).has_value());
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_TRUE(requests[0].starts_with("PUT /pics/images/1 HTTP/1.1\r\n"));
    for (const auto* const part :
         {"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", "/eu-central-1/s3/aws4_request", "x-amz-content-sha256",
          "Content-Type: image/png\r\n", "Cache-Control: public, max-age=31536000, immutable"})
        EXPECT_TRUE(requests[0].contains(part)) << part;
    EXPECT_FALSE(requests[0].contains("very-secret-key"));
    EXPECT_TRUE(requests[0].ends_with(bytes));
}

TEST_F(S3ClientTest, sends_the_trace_of_the_request_on) {
    ScriptedServer server({"200"});
    const auto client = client_of(server.url());
    const Trace trace{.id = std::string(32, 'a'),
                      .span_id = std::string(16, 'b'),
                      .flags = "01",
                      .state = "vendor=1,other=2"};
    ASSERT_TRUE(client->put("images/1", "image/png", "bytes", in(20s), trace).has_value());
    ASSERT_TRUE(client->put("images/2", "image/png", "bytes", in(20s)).has_value());
    const auto requests = server.requests();
    EXPECT_TRUE(requests.at(0).contains("traceparent: " + trace.traceparent() + "\r\n")) << requests[0];
    EXPECT_TRUE(requests[0].contains("tracestate: vendor=1,other=2\r\n"));
    EXPECT_TRUE(requests[0].contains(";traceparent;tracestate"));
    EXPECT_FALSE(requests.at(1).contains("trace"));
}

TEST_F(S3ClientTest, tries_again_what_may_pass_with_the_whole_body) {
    ScriptedServer server({"503 <Error><Code>SlowDown</Code></Error>", "500", "200"});
    ASSERT_TRUE(client_of(server.url())->put("images/1", "image/png", "bytes", in(20s)).has_value());
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 3U);
    for (const auto& request : requests) EXPECT_TRUE(request.ends_with("\r\n\r\nbytes"));
}

TEST_F(S3ClientTest, gives_up_after_its_attempts_and_says_why) {
    ScriptedServer server({"503 <Error><Code>SlowDown</Code></Error>"});
    const auto put = client_of(server.url())->put("images/1", "image/png", "bytes", in(20s));
    EXPECT_EQ(put.error().code, make_error_code(chatter::Errc::unavailable));
    EXPECT_TRUE(put.error().detail.contains("SlowDown")) << put.error().detail;
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(S3ClientTest, does_not_repeat_what_is_refused) {
    ScriptedServer server(
        {"403 <Error><Code>SignatureDoesNotMatch</Code><Secret>very-secret-key</Secret></Error>"});
    const auto put = client_of(server.url())->put("images/1", "image/png", "bytes", in(20s));
    EXPECT_EQ(put.error().code, make_error_code(Errc::refused));
    EXPECT_EQ(put.error().detail, "The object store refuses: SignatureDoesNotMatch, status 403.");
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(S3ClientTest, waits_for_no_answer_beyond_its_deadline) {
    ScriptedServer server({"silence"});
    const auto begun = std::chrono::steady_clock::now();
    const auto put = client_of(server.url())->put("images/1", "image/png", "bytes", in(300ms));
    EXPECT_EQ(put.error().code, make_error_code(chatter::Errc::unavailable));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
    EXPECT_FALSE(client_of(server.url())->put("images/1", "image/png", "bytes", in(0s)).has_value());
}

TEST_F(S3ClientTest, ends_what_is_under_way_when_it_is_stopped) {
    ScriptedServer server({"silence"});
    const auto client = client_of(server.url());
    std::thread stopper([&] {
        while (server.requests().empty()) std::this_thread::sleep_for(5ms);
        client->stop();
    });
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_FALSE(client->put("images/1", "image/png", "bytes", in(60s)).has_value());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s);
    stopper.join();
    EXPECT_FALSE(client->remove("images/1", in(60s)).has_value());
}

TEST_F(S3ClientTest, says_that_nobody_is_there) {
    const auto url = ScriptedServer({"200"}).url();  // gone by now
    EXPECT_EQ(client_of(url)->probe(in(5s)).error().code, make_error_code(chatter::Errc::unavailable));
    EXPECT_EQ(client_of(url)->get("images/1", 100, in(5s)).error().code,
              make_error_code(chatter::Errc::unavailable));
}

TEST_F(S3ClientTest, takes_a_refusal_for_a_sign_of_life_and_trouble_for_none) {
    ScriptedServer server({"403", "503"});
    const auto client = client_of(server.url());
    EXPECT_TRUE(client->probe(in(20s)).has_value());
    EXPECT_FALSE(client->probe(in(20s)).has_value());
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(S3ClientTest, reads_what_is_there_up_to_a_bound) {
    ScriptedServer server({"200 0123456789", "200 0123456789", "404 <Error><Code>NoSuchKey</Code></Error>",
                           "404 <Error><Code>NoSuchBucket</Code></Error>"});
    const auto client = client_of(server.url());
    EXPECT_EQ(client->get("images/1", 10, in(20s)).value(), "0123456789");
    EXPECT_EQ(client->get("images/1", 9, in(20s)).error().code, make_error_code(Errc::refused));
    EXPECT_EQ(client->get("images/1", 10, in(20s)).error().code, make_error_code(Errc::no_such_object));
    EXPECT_EQ(client->get("images/1", 10, in(20s)).error().code, make_error_code(Errc::refused));
}

TEST_F(S3ClientTest, removes_what_is_there_and_what_is_not) {
    ScriptedServer server({"204", "404 <Error><Code>NoSuchKey</Code></Error>", "403"});
    const auto client = client_of(server.url());
    EXPECT_TRUE(client->remove("images/1", in(20s)).has_value());
    EXPECT_TRUE(client->remove("images/1", in(20s)).has_value());
    EXPECT_FALSE(client->remove("images/1", in(20s)).has_value());
    EXPECT_TRUE(server.requests()[0].starts_with("DELETE /pics/images/1 "));
}

TEST_F(S3ClientTest, asks_for_the_next_page_of_a_list_in_the_order_that_is_signed) {
    ScriptedServer server({"200 <ListBucketResult></ListBucketResult>", "200 hello"});
    const auto client = client_of(server.url());
    EXPECT_TRUE(client->list("images/", "a+b/c=", in(20s)).has_value());
    EXPECT_EQ(client->list("images/", "", in(20s)).error().code, make_error_code(Errc::refused));
    EXPECT_TRUE(server.requests()[0].starts_with(
        "GET /pics?continuation-token=a%2Bb%2Fc%3D&list-type=2&prefix=images%2F "))
        << server.requests()[0];
}

}  // namespace
}  // namespace chatter::objects
