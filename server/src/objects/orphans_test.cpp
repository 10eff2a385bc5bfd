#include "objects/orphans.hpp"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "chat/image_addresses.hpp"
#include "chat/testing/manual_clock.hpp"
#include "objects/errc.hpp"
#include "objects/orphan_collector.hpp"
#include "objects/testing/scripted_server.hpp"

namespace chatter::objects {
namespace {

using namespace std::chrono_literals;
using testing::ScriptedServer;

class OrphansTest : public ::testing::Test {
  protected:
    std::string listed(const std::string& key, std::chrono::minutes age) {
        return "<Contents><Key>" + key + "</Key><LastModified>" + to_iso8601(clock_.now() - age) +
               "</LastModified></Contents>";
    }
    std::string listed(chat::ImageId id, std::chrono::minutes age) {
        return listed(chat::object_key(id), age);
    }
    chat::ImageId make_id() { return chat::ImageId::make(clock_.now(), random_); }

    Result<OrphanPass> collect(ScriptedServer& server, std::vector<chat::ImageId> known,
                               bool even_if_most = false) {
        S3Client client({.address = make_address(server.url(), "pics", Addressing::path),
                         .region = "us-east-1",
                         .access_key_id = "id",
                         .secret_access_key = "key",
                         .first_pause = 10ms},
                        system_random_);
        return collect_orphans(client, clock_.now(),
                               {.find_known = [&known](const std::vector<chat::ImageId>&) { return known; },
                                .should_stop = [] { return false; },
                                .even_if_most = even_if_most});
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    SystemRandom system_random_;
};

std::string page(const std::string& objects, const std::string& next = {}) {
    return "200 <ListBucketResult>" + objects +
           (next.empty() ? ""
                         : "<IsTruncated>true</IsTruncated><NextContinuationToken>" + next +
                               "</NextContinuationToken>") +
           "</ListBucketResult>";
}

TEST_F(OrphansTest, are_removed_page_by_page_once_they_are_old) {
    const auto known = make_id(), orphan = make_id(), young = make_id(), second = make_id();
    ScriptedServer server({page(listed(known, 90min) + listed(orphan, 90min) + listed(young, 30min), "more"),
                           "204", page(listed(second, 61min) + listed("images/of-somebody-else.txt", 90min)),
                           "204"});
    const auto pass = collect(server, {known});
    ASSERT_TRUE(pass.has_value());
    EXPECT_EQ(pass->seen, 5U);
    EXPECT_EQ(pass->removed, 2U);
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_TRUE(requests[1].starts_with("DELETE /pics/images/" + orphan.to_string() + " "));
    EXPECT_TRUE(requests[2].contains("continuation-token=more"));
    EXPECT_TRUE(requests[3].starts_with("DELETE /pics/images/" + second.to_string() + " "));
}

TEST_F(OrphansTest, are_left_alone_where_most_of_the_bucket_is_unknown_unless_told_otherwise) {
    std::string objects;
    for (int i = 0; i < 30; ++i) objects += listed(make_id(), 90min);
    ScriptedServer suspicious({page(objects)});
    EXPECT_EQ(collect(suspicious, {}).error().code, make_error_code(Errc::foreign_bucket));
    EXPECT_EQ(suspicious.requests().size(), 1U);
    ScriptedServer told({page(objects), "204"});
    EXPECT_EQ(collect(told, {}, true)->removed, 30U);
}

TEST_F(OrphansTest, are_not_looked_for_where_the_list_cannot_be_had) {
    ScriptedServer server({"403"});
    EXPECT_EQ(collect(server, {}).error().code, make_error_code(Errc::refused));
}

/// A store that knows of no image.
class NoImages final : public chat::ImageStore {
  public:
    Task<Result<void>> put_image(chat::Image /*image*/) override { co_return Result<void>(); }
    Task<Result<std::shared_ptr<const chat::Image>>> find_image(chat::ImageId /*id*/) override {
        co_return nullptr;
    }
    Task<Result<std::vector<chat::ImageId>>> find_known_images(std::vector<chat::ImageId> /*ids*/) override {
        co_return std::vector<chat::ImageId>();
    }
};

TEST_F(OrphansTest, are_collected_by_a_thread_from_time_to_time) {
    const auto orphan = make_id();
    ScriptedServer server({page(listed(orphan, 90min)), "204", page("")});
    S3Client client({.address = make_address(server.url(), "pics", Addressing::path),
                     .region = "us-east-1",
                     .access_key_id = "id",
                     .secret_access_key = "key"},
                    system_random_);
    NoImages images;
    asio::io_context loop{1};
    const auto work = asio::make_work_guard(loop);
    std::thread worker([&loop] { loop.run(); });
    {
        OrphanCollector collector(client, images, clock_, loop.get_executor(),
                                  {.first = 0ms, .interval = 10ms});
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (server.requests().size() < 4 && std::chrono::steady_clock::now() < deadline)
            std::this_thread::sleep_for(5ms);
        collector.stop();
    }
    loop.stop();
    worker.join();
    const auto requests = server.requests();
    ASSERT_GE(requests.size(), 4U);
    EXPECT_TRUE(requests[1].starts_with("DELETE /pics/images/" + orphan.to_string() + " "));
    EXPECT_TRUE(requests[3].starts_with("GET /pics?")) << "and so on";
}

}  // namespace
}  // namespace chatter::objects
