#pragma once

#include <memory>
#include <string_view>

#include "chat/entities.hpp"
#include "store/sqlite/connection.hpp"

/// The image port's work (chat/ports/image_store.hpp), inside the transaction of whoever calls.
namespace chatter::store::sqlite {

void put_image(Connection& db, const chat::Image& image);
void put_image_bytes(Connection& db, chat::ImageId id, std::string_view bytes);
/// Null when there is none.
[[nodiscard]] std::shared_ptr<const chat::Image> find_image(Connection& db, chat::ImageId id);

}  // namespace chatter::store::sqlite
