#include "store/sqlite/images.hpp"

#include "store/rows.hpp"

namespace chatter::store::sqlite {

void put_image(Connection& db, const chat::Image& image) {
    run(db, sql::insert_image, image.id, image.uploader_id, image.content_type,
        std::int64_t{image.info.width}, std::int64_t{image.info.height}, image.info.placeholder,
        image.created_at);
    if (!image.bytes.empty()) put_image_bytes(db, image.id, image.bytes);
}

void put_image_bytes(Connection& db, chat::ImageId id, std::string_view bytes) {
    run(db, sql::insert_image_bytes, id, BlobView{bytes});
}

std::shared_ptr<const chat::Image> find_image(Connection& db, chat::ImageId id) {
    Query query(db, sql::find_image, id);
    if (!query.next()) return nullptr;
    auto image = std::make_shared<chat::Image>(read_image_head(query));
    image->bytes = query.take<std::optional<std::string>>().value_or(std::string());
    return image;
}

}  // namespace chatter::store::sqlite
