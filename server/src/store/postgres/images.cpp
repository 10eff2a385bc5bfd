#include "store/postgres/images.hpp"

#include "store/rows.hpp"

namespace chatter::store::postgres {

namespace {

constexpr std::size_t piece_bytes_max = std::size_t{256} * 1024;

}  // namespace

void put_image(Connection& db, const chat::Image& image) {
    run(db, sql::begin);
    run(db, sql::insert_image, image.id, image.uploader_id, image.content_type,
        std::int64_t{image.info.width}, std::int64_t{image.info.height}, image.info.placeholder,
        image.created_at);
    if (db.changes() > 0) put_image_bytes(db, image.id, image.bytes);
    run(db, sql::commit);
}

void put_image_bytes(Connection& db, chat::ImageId id, std::string_view bytes) {
    for (std::size_t begin = 0; begin < bytes.size() && !db.failed(); begin += piece_bytes_max)
        run(db, sql::insert_image_piece, id, static_cast<std::int64_t>(begin / piece_bytes_max),
            BlobView{bytes.substr(begin, piece_bytes_max)});
}

std::shared_ptr<const chat::Image> find_image(Connection& db, chat::ImageId id) {
    Query query(db, sql::find_image, id);
    if (!query.next()) return nullptr;
    auto image = std::make_shared<chat::Image>(read_image_head(query));
    const auto size = static_cast<std::size_t>(query.take<std::optional<std::int64_t>>().value_or(0));
    image->bytes.reserve(size);
    // Without a snapshot: an image never changes, and one that is deleted meanwhile is not there.
    for (std::int64_t place = 0; image->bytes.size() < size; ++place) {
        Query piece(db, sql::find_image_piece, id, place);
        if (!piece.next()) return nullptr;
        image->bytes += piece.view();
    }
    return image;
}

}  // namespace chatter::store::postgres
