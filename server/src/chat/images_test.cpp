#include "chat/images.hpp"

#include <gtest/gtest.h>

#include "chat/errc.hpp"
#include "chat/testing/manual_clock.hpp"
#include "chat/testing/run_task.hpp"

namespace chatter::chat {
namespace {

using testing::run_task;

class OneImage final : public ImageStore {
  public:
    Task<Result<void>> put_image(Image image) override {
        kept = std::make_shared<const Image>(std::move(image));
        co_return Result<void>{};
    }
    Task<Result<std::shared_ptr<const Image>>> find_image(ImageId id) override {
        co_return kept && kept->id == id ? kept : nullptr;
    }
    std::shared_ptr<const Image> kept;
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
    testing::ManualClock clock_;
    testing::CountingRandom random_;
    Images images_{store_, processor_, clock_, random_};
};

TEST_F(ImagesTest, keeps_the_processed_image_not_the_upload) {
    const auto image = run_task(images_.upload(UserId{}, "upload"));
    ASSERT_TRUE(image.has_value());
    EXPECT_EQ((*image)->bytes, "processed upload");
    EXPECT_EQ((*image)->content_type, "image/png");
    EXPECT_EQ((*image)->info.width, 3);
    EXPECT_EQ((*image)->created_at, clock_.now());
    EXPECT_EQ(store_.kept->id, (*image)->id);
    EXPECT_EQ((*run_task(images_.find((*image)->id)))->bytes, "processed upload");
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

TEST_F(ImagesTest, reads_back_the_address_it_writes) {
    const auto id = ImageId::make(clock_.now(), random_);
    EXPECT_EQ(image_of_content("[img]" + image_url(id)), id);
    EXPECT_EQ(image_of_content("[img]" + image_url(id) + "\n"), std::nullopt);
    EXPECT_EQ(image_of_content("[IMG]" + image_url(id)), std::nullopt);
    EXPECT_EQ(image_of_content("[img]"), std::nullopt);
}

}  // namespace
}  // namespace chatter::chat
