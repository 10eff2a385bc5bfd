#pragma once

#include <optional>

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

}  // namespace chatter::store
