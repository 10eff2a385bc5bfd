#include "chat/image_addresses.hpp"

#include <gtest/gtest.h>

#include "chat/testing/manual_clock.hpp"

namespace chatter::chat {
namespace {

class ImageAddressesTest : public ::testing::Test {
  protected:
    ImageId make_id() { return ImageId::make(clock_.now(), random_); }

    testing::ManualClock clock_;
    testing::CountingRandom random_;
    const ImageAddresses here_;
    const ImageAddresses cdn_{"https://cdn.example.org/chat"};
};

TEST_F(ImageAddressesTest, tell_an_image_by_its_address_and_nothing_else) {
    const auto id = make_id();
    const auto url = ImageAddresses::at_server(id);
    EXPECT_EQ(url, "/api/images/" + id.to_string());
    EXPECT_EQ(here_.of_content("[img]" + url), id);
    EXPECT_EQ(here_.of_content("[img]" + url + "\n"), std::nullopt);
    EXPECT_EQ(here_.of_content("[IMG]" + url), std::nullopt);
    EXPECT_EQ(here_.of_content("[img]"), std::nullopt);
    EXPECT_EQ(here_.at_object_store(id), std::nullopt);
}

TEST_F(ImageAddressesTest, tell_an_image_in_the_object_store_and_those_at_the_server_too) {
    const auto id = make_id();
    const auto url = cdn_.at_object_store(id).value();
    EXPECT_EQ(url, "https://cdn.example.org/chat/images/" + id.to_string());
    EXPECT_EQ(cdn_.of_url(url), id);
    EXPECT_EQ(cdn_.of_url(ImageAddresses::at_server(id)), id);
    EXPECT_EQ(here_.of_url(url), std::nullopt);
    for (const auto& other : {"https://cdn.example.org/images/" + id.to_string(), url + "?x", url + "/",
                              "https://cdn.example.org/chat/" + id.to_string(), "http" + url.substr(5)})
        EXPECT_EQ(cdn_.of_url(other), std::nullopt) << other;
}

TEST_F(ImageAddressesTest, know_the_name_of_an_images_object) {
    const auto id = make_id();
    EXPECT_EQ(object_key(id), "images/" + id.to_string());
    EXPECT_EQ(image_of_object_key(object_key(id)), id);
    EXPECT_EQ(image_of_object_key("images/readme.txt"), std::nullopt);
    EXPECT_EQ(image_of_object_key(id.to_string()), std::nullopt);
}

}  // namespace
}  // namespace chatter::chat
