#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/queries.hpp"
#include "store/rows.hpp"

namespace chatter::store {

/// `Db` is a store's Connection.
template <class Db>
std::optional<chat::ImageInfo> find_image_info(Db& db, chat::ImageId id) {
    typename Db::Query query(db, sql::find_image_info, id);
    if (!query.next()) return std::nullopt;
    return read_image_info(query);
}

enum class BytesAre : std::uint8_t { in_database, elsewhere };

/// Images behind `after`, ascending, at most `limit` of them.
template <class Db>
std::vector<chat::ImageId> list_images(Db& db, BytesAre place, chat::ImageId after, std::int64_t limit) {
    std::vector<chat::ImageId> ids;
    typename Db::Query query(
        db, place == BytesAre::in_database ? sql::list_images_in_database : sql::list_images_elsewhere, after,
        limit);
    while (query.next()) ids.push_back(query.template take<chat::ImageId>());
    return ids;
}

/// From then on they are elsewhere.
template <class Db>
void delete_image_bytes(Db& db, chat::ImageId id) {
    run(db, sql::delete_image_bytes, id);
}

/// Those of the images that there are.
template <class Db>
std::vector<chat::ImageId> find_known_images(Db& db, const std::vector<chat::ImageId>& ids) {
    std::vector<chat::ImageId> known;
    for (const auto id : ids)
        if (find_image_info(db, id)) known.push_back(id);
    return known;
}

}  // namespace chatter::store
