#include "store/contract/store_contract.hpp"

namespace chatter::store {
namespace {

TEST_P(StoreContract, gives_back_an_image_byte_for_byte) {
    const auto ada = make_user("ada");
    std::string bytes(3'000'000, '\0');
    random_.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
    const auto image = new_image(ada, bytes);
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    const auto found = run_task(images().find_image(image.id)).value();
    ASSERT_NE(found, nullptr);
    EXPECT_TRUE(found->bytes == bytes);
    EXPECT_EQ(found->id, image.id);
    EXPECT_EQ(found->uploader_id, ada.id);
    EXPECT_EQ(found->content_type, "image/png");
    EXPECT_EQ(found->info.width, 640);
    EXPECT_EQ(found->info.height, 480);
    EXPECT_EQ(found->info.placeholder, image.info.placeholder);
    EXPECT_EQ(found->created_at, image.created_at);
}

TEST_P(StoreContract, keeps_an_image_whose_bytes_are_elsewhere) {
    const auto ada = make_user("ada");
    const auto image = new_image(ada, "");
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    const auto found = run_task(images().find_image(image.id)).value();
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->content_type, "image/png");
    EXPECT_TRUE(found->bytes.empty());
}

TEST_P(StoreContract, knows_which_images_there_are) {
    const auto ada = make_user("ada");
    const auto here = new_image(ada, "bytes");
    const auto elsewhere = new_image(ada, "");
    ASSERT_TRUE(run_task(images().put_image(here)).has_value());
    ASSERT_TRUE(run_task(images().put_image(elsewhere)).has_value());
    const std::vector asked{elsewhere.id, chat::ImageId{}, here.id};
    EXPECT_EQ(run_task(images().find_known_images(asked)).value(), (std::vector{elsewhere.id, here.id}));
    EXPECT_TRUE(run_task(images().find_known_images({})).value().empty());
}

TEST_P(StoreContract, finds_no_image_that_is_not_there) {
    EXPECT_EQ(run_task(images().find_image(chat::ImageId{})).value(), nullptr);
}

TEST_P(StoreContract, lays_out_the_image_of_a_message) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    const auto image = new_image(ada, "bytes");
    ASSERT_TRUE(run_task(images().put_image(image)).has_value());
    auto message = new_message(ada, room, "[img]/api/images/" + image.id.to_string());
    message.image_id = image.id;
    const auto posted = run_task(messages().post_message(message)).value().message;
    ASSERT_TRUE(posted.image.has_value());
    EXPECT_EQ(posted.image->width, 640);
    const auto page = run_task(messages().read_history(ada.id, room.id, {})).value();
    ASSERT_TRUE(page.messages.at(0).image.has_value());
    EXPECT_EQ(page.messages[0].image->height, 480);
    EXPECT_EQ(page.messages[0].image->placeholder, image.info.placeholder);
}

TEST_P(StoreContract, takes_the_address_of_an_unknown_image_as_plain_text) {
    const auto ada = make_user("ada");
    const auto room = make_room(ada, "General");
    auto message = new_message(ada, room, "[img]/api/images/" + chat::ImageId{}.to_string());
    message.image_id = chat::ImageId{};
    const auto posted = run_task(messages().post_message(message)).value().message;
    EXPECT_EQ(posted.image.has_value(), false);
    EXPECT_EQ(posted.content, message.content);
}

}  // namespace
}  // namespace chatter::store
