#include "store/postgres/images.hpp"

#include <gtest/gtest.h>

#include "store/contract/store_contract.hpp"
#include "store/postgres/testing/cluster.hpp"

namespace chatter::store::postgres {
namespace {

using testing::Database;

class PostgresImages : public ::testing::Test {
  protected:
    PostgresImages() {
        database_.tamper(
            "INSERT INTO users (id, username, display_name, display_name_key, role, password_hash,"
            " created_at) VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 'ada', 'Ada', 'ada', 0,"
            " '', 0)");
    }

    [[nodiscard]] chat::Image new_image(std::size_t size) {
        chat::Image image{.id = chat::ImageId::make(clock_.now(), random_),
                          .uploader_id = chat::UserId::parse("01890a5d-ac96-774b-bcce-b302099a8057").value(),
                          .content_type = "image/png",
                          .info = {.width = 640, .height = 480, .placeholder = "data:"},
                          .created_at = clock_.now(),
                          .bytes = std::string(size, '\0')};
        random_.fill({reinterpret_cast<std::uint8_t*>(image.bytes.data()), size});
        return image;
    }

    chat::testing::ManualClock clock_;
    chat::testing::CountingRandom random_;
    Database database_;
    std::unique_ptr<Connection> connection_ = database_.connect();
    Connection& db_ = *connection_;
};

TEST_F(PostgresImages, gives_back_images_of_every_size_byte_for_byte) {
    constexpr std::size_t kib = 1024;
    for (const auto size :
         {std::size_t{0}, std::size_t{1}, 256 * kib - 1, 256 * kib, 256 * kib + 1, 10 * kib * kib}) {
        const auto image = new_image(size);
        put_image(db_, image);
        const auto found = find_image(db_, image.id);
        ASSERT_FALSE(db_.failed()) << db_.failure()->message;
        ASSERT_NE(found, nullptr);
        EXPECT_TRUE(found->bytes == image.bytes) << size;
        EXPECT_EQ(found->bytes.capacity(), image.bytes.capacity());
        EXPECT_EQ(found->created_at, image.created_at);
    }
    EXPECT_FALSE(db_.in_transaction());
}

TEST_F(PostgresImages, puts_an_image_once_that_is_put_twice) {
    const auto image = new_image(700'000);
    put_image(db_, image);
    put_image(db_, image);
    EXPECT_FALSE(db_.failed());
    EXPECT_TRUE(find_image(db_, image.id)->bytes == image.bytes);
}

TEST_F(PostgresImages, keeps_nothing_of_an_image_whose_connection_is_lost_on_the_way) {
    const auto image = new_image(700'000);
    run(db_, sql::begin);
    database_.end_connections();
    put_image(db_, image);
    EXPECT_TRUE(db_.is_lost());
    EXPECT_EQ(database_.number("SELECT count(*) FROM images"), 0);
    EXPECT_EQ(database_.number("SELECT count(*) FROM image_bytes"), 0);
}

}  // namespace
}  // namespace chatter::store::postgres
