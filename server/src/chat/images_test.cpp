#include "chat/images.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include "base/errc.hpp"
#include "chat/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::chat {
namespace {

using testing::run_task;
using testing::run_tasks;

class OneImage final : public ImageStore {
  public:
    Task<Result<void>> put_image(Image image) override {
        if (order != nullptr) order->emplace_back("row");
        kept = std::make_shared<const Image>(std::move(image));
        co_return Result<void>{};
    }
    Task<Result<std::shared_ptr<const Image>>> find_image(ImageId id) override {
        ++readings;
        co_await asio::post(co_await asio::this_coro::executor,
                            use_task);  // as long as others need to ask too
        if (broken) co_return fail(chatter::Errc::unavailable);
        if (!kept || kept->id != id) co_return nullptr;
        co_return std::make_shared<const Image>(*kept);
    }
    Task<Result<std::vector<ImageId>>> find_known_images(std::vector<ImageId> ids) override { co_return ids; }
    std::shared_ptr<const Image> kept;
    int readings = 0;
    bool broken = false;
    std::vector<std::string>* order = nullptr;  // notes what is stored
};

class ObjectNotes final : public ObjectStore {
  public:
    explicit ObjectNotes(std::vector<std::string>& order) : order_(order) {}
    Task<Result<void>> put_object(ImageId /*id*/, std::string content_type,
                                  std::shared_ptr<const std::string> bytes, Trace trace) override {
        trace_id = trace.id;
        if (broken) co_return fail(chatter::Errc::unavailable);
        order_.push_back("object " + content_type + " " + *bytes);
        co_return Result<void>();
    }
    bool broken = false;
    std::string trace_id;  // of the latest

  private:
    std::vector<std::string>& order_;
};

class MarkingProcessor final : public ImageProcessor {
  public:
    Task<Result<ProcessedImage>> process(std::string upload) override {
        if (upload == "text") co_return fail(Errc::unsupported_image);
        co_return ProcessedImage{.content_type = "image/png",
                                 .info = {.width = 3, .height = 2, .placeholder = "data:"},
                                 .bytes = "processed " + upload};
    }
};

class ImagesTest : public ::testing::Test {
  protected:
    OneImage store_;
    MarkingProcessor processor_;
    /// What ten who ask at once are given.
    std::vector<Result<std::shared_ptr<const Image>>> find_for_ten(ImageId id) {
        std::vector<Task<Result<std::shared_ptr<const Image>>>> finding;
        for (int i = 0; i < 10; ++i) finding.push_back(images_.find(id));
        return run_tasks(std::move(finding));
    }

    testing::ManualClock clock_;
    testing::CountingRandom random_;
    Images images_{store_, processor_, clock_, random_};
};

TEST_F(ImagesTest, keeps_the_processed_image_not_the_upload) {
    const auto image = run_task(images_.upload(UserId{}, "upload"));
    ASSERT_TRUE(image.has_value());
    EXPECT_EQ(image->byte_count, std::string_view("processed upload").size());
    EXPECT_EQ(image->content_type, "image/png");
    EXPECT_EQ(image->info.width, 3);
    EXPECT_EQ(store_.kept->created_at, clock_.now());
    EXPECT_EQ(store_.kept->id, image->id);
    EXPECT_EQ((*run_task(images_.find(image->id)))->bytes, "processed upload");
}

TEST_F(ImagesTest, reads_an_image_once_however_many_ask_for_it_and_hold_it) {
    const auto id = run_task(images_.upload(UserId{}, "upload"))->id;
    {
        const auto found = find_for_ten(id);
        for (const auto& image : found) EXPECT_EQ(image.value(), found.front().value());
        EXPECT_EQ(run_task(images_.find(id)).value(), found.front().value());
        EXPECT_EQ(store_.readings, 1);
    }
    EXPECT_TRUE(run_task(images_.find(id)).has_value());
    EXPECT_EQ(store_.readings, 2) << "it is kept for nobody";
}

TEST_F(ImagesTest, tells_all_who_ask_why_an_image_cannot_be_read_and_tries_again_for_the_next) {
    const auto id = run_task(images_.upload(UserId{}, "upload"))->id;
    store_.broken = true;
    for (const auto& image : find_for_ten(id))
        EXPECT_EQ(image.error().code, make_error_code(chatter::Errc::unavailable));
    store_.broken = false;
    EXPECT_TRUE(run_task(images_.find(id)).has_value());
}

TEST_F(ImagesTest, refuses_what_is_too_large_empty_or_no_image) {
    const auto code = [this](std::string bytes) {
        return run_task(images_.upload(UserId{}, std::move(bytes))).error().code;
    };
    EXPECT_EQ(code(std::string(image_bytes_max + 1, 'x')), make_error_code(Errc::image_too_large));
    EXPECT_EQ(code(""), make_error_code(Errc::unsupported_image));
    EXPECT_EQ(code("text"), make_error_code(Errc::unsupported_image));
    EXPECT_EQ(store_.kept, nullptr);
    EXPECT_TRUE(run_task(images_.upload(UserId{}, std::string(image_bytes_max, 'x'))).has_value());
}

TEST_F(ImagesTest, says_when_there_is_no_such_image) {
    EXPECT_EQ(run_task(images_.find(ImageId{})).error().code, make_error_code(Errc::not_found));
}

TEST_F(ImagesTest, puts_bytes_into_the_object_store_and_then_a_row_into_the_database) {
    std::vector<std::string> order;
    ObjectNotes objects(order);
    store_.order = &order;
    Images images(store_, processor_, clock_, random_, {&objects, ImageAddresses("https://cdn.example.org")});
    Trace trace;
    trace.id = "4bf9";
    const auto image = run_task(images.upload(UserId{}, "upload", trace));
    ASSERT_TRUE(image.has_value());
    EXPECT_EQ(objects.trace_id, "4bf9");
    EXPECT_EQ(image->url, "https://cdn.example.org/images/" + image->id.to_string());
    EXPECT_EQ(image->byte_count, std::string_view("processed upload").size());
    EXPECT_EQ(order, (std::vector<std::string>{"object image/png processed upload", "row"}));
    EXPECT_TRUE(run_task(images.find(image->id)).value()->bytes.empty());
}

TEST_F(ImagesTest, keeps_no_row_of_an_image_that_the_object_store_has_not_taken) {
    std::vector<std::string> order;
    ObjectNotes objects(order);
    objects.broken = true;
    Images images(store_, processor_, clock_, random_, {&objects, ImageAddresses("https://cdn.example.org")});
    EXPECT_EQ(run_task(images.upload(UserId{}, "upload")).error().code,
              make_error_code(chatter::Errc::unavailable));
    EXPECT_EQ(store_.kept, nullptr);
}

}  // namespace
}  // namespace chatter::chat
